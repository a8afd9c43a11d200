"""HTML as the pieces a document is built of: open, close, text. The standard library reads it, nothing is repaired.

It decides which pieces a text is made of. What they become, and when a script among them runs, is the document's.
"""

from __future__ import annotations

from functools import lru_cache
from html.parser import HTMLParser

Piece = tuple[str, ...] | tuple[str, str, list[tuple[str, str]]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append(("open", tag, [(name, value or "") for name, value in attrs]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.pieces.append(("close", tag))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(("close", tag))

    def handle_data(self, data: str) -> None:
        self.pieces.append(("text", data))


@lru_cache(maxsize=64)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """Give the pieces of a page, in order."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return tuple(reader.pieces)
