"""Text of files that people write: UTF-8, or what a byte order mark at their beginning says.

It decides the encoding. It must not know what a file is for.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# The longer marks first: UTF-32's begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_text(path: Path) -> str:
    """Read a file as text, without its byte order mark; raises what reading and decoding raise."""
    return decoded(path.read_bytes())


def decoded(raw: bytes, errors: str = "strict") -> str:
    """Give the text of some bytes, without their byte order mark."""
    mark, encoding = mark_of(raw)
    return raw[len(mark) :].decode(encoding, errors)


def mark_of(raw: bytes) -> tuple[bytes, str]:
    """Give the byte order mark that some bytes begin with (empty: none), and the encoding."""
    return next(((mark, encoding) for mark, encoding in MARKS if raw.startswith(mark)), (b"", "utf-8"))
