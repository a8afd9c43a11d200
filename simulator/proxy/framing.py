"""Where HTTP/1.1 messages begin and end (RFC 9112, section 6). No I/O and no judgement.

A wire does not refuse: whatever cannot be framed is *until close*, that is, all that follows belongs to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD_END = re.compile(rb"\n\r?\n")
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(;.*)?\Z", re.DOTALL)
FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
FRAMING_FIELDS = ("content-length", "transfer-encoding")
CHUNK_LINE_BYTES_MAX = 8_192
STATUS_CONTINUE, STATUS_SWITCHING, STATUS_OK = 100, 101, 200
BODILESS = (STATUS_SWITCHING, 204, 304)

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Head:
    """What stands before a body. `start` is the first line; `framed` is False where the bytes are no HTTP head."""

    raw: bytes
    start: str
    headers: Headers
    framed: bool

    def values(self, name: str) -> list[str]:
        """Give every value of a header, in order; names compare without case."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def tokens(self, name: str) -> set[str]:
        """Give a list header's members in lower case."""
        return {token.strip().lower() for value in self.values(name) for token in value.split(",")}


@dataclass(frozen=True)
class RequestHead(Head):
    """The head of a request; `method` and `path` are empty where it could not be read."""

    method: str = ""
    path: str = ""
    version: str = ""

    @property
    def closes(self) -> bool:
        """Whether the client asks that the connection end with the answer."""
        if self.version == "HTTP/1.0":
            return "keep-alive" not in self.tokens("connection")
        return "close" in self.tokens("connection")

    def given(self, headers: Mapping[str, str], paths: Mapping[str, str] = {}) -> bytes:
        """Give the head's bytes with these headers in place of any of the same names. What is no HTTP stays.

        A path that `paths` names becomes what stands there; a query stays.
        """
        if not self.framed:
            return self.raw
        raw = self._with_path(paths)
        if not headers:
            return raw
        names = {name.lower().encode("latin-1") for name in headers}
        *lines, empty, nothing = raw.split(b"\n")
        kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in names]
        added = [f"{name}: {value}\r".encode("latin-1") for name, value in headers.items()]
        return b"\n".join([*kept, *added, empty, nothing])

    def _with_path(self, paths: Mapping[str, str]) -> bytes:
        path, _, query = self.path.partition("?")
        there = paths.get(path)
        if there is None:
            return self.raw
        whole = there + (("&" if "?" in there else "?") + query if query else "")
        return self.raw.replace(f" {self.path} ".encode("latin-1"), f" {whole} ".encode("latin-1"), 1)


@dataclass(frozen=True)
class AnswerHead(Head):
    """The head of an answer; `status` is 0 where it could not be read."""

    status: int = 0

    @property
    def interim(self) -> bool:
        """Whether another answer to the same request follows."""
        return STATUS_CONTINUE <= self.status < STATUS_OK and self.status != STATUS_SWITCHING


def head_length(buffer: bytearray) -> int | None:
    """Give how many bytes of the buffer are a head with its empty line, or None when it is not complete."""
    end = HEAD_END.search(buffer, 2 if buffer.startswith(b"\r\n") else 0)
    return end.end() if end else None


def read_request(raw: bytes) -> RequestHead:
    """Read a request's head from its bytes."""
    start, headers = _lines(raw)
    words = start.split(" ")
    if headers is None or len(words) != 3 or not words[2].startswith("HTTP/1."):  # noqa: PLR2004 - method, target, version
        return RequestHead(raw, start, (), framed=False)
    return RequestHead(raw, start, headers, framed=True, method=words[0], path=words[1], version=words[2])


def read_answer(raw: bytes) -> AnswerHead:
    """Read an answer's head from its bytes."""
    start, headers = _lines(raw)
    words = start.split(" ")
    if headers is None or not start.startswith("HTTP/1.") or not words[1:] or not re.fullmatch(r"[1-5]\d\d", words[1]):
        return AnswerHead(raw, start, (), framed=False)
    return AnswerHead(raw, start, headers, framed=True, status=int(words[1]))


def checked(headers: Mapping[str, str]) -> dict[str, str]:
    """Give a copy of headers that fit into a request without changing where it ends. ValueError for others."""
    for name, value in headers.items():
        if not FIELD_NAME.fullmatch(name) or not FIELD_VALUE.fullmatch(value):
            raise ValueError(f"expected a header's name and value, came {name!r}: {value!r}")
        if name.lower() in FRAMING_FIELDS:
            raise ValueError(f"the proxy passes bodies on as they came: {name} cannot be replaced")
    return dict(headers)


def _lines(raw: bytes) -> tuple[str, Headers | None]:
    start, *rest = raw.decode("latin-1").strip("\r\n").replace("\r\n", "\n").split("\n")
    pairs = [line.partition(":") for line in rest]
    if any(not colon for _, colon, _ in pairs):
        return start, None
    return start, tuple((name.strip(), value.strip()) for name, _, value in pairs)


@dataclass(frozen=True)
class Piece:
    """Some bytes of a body as they travelled, and what of them is payload."""

    raw: bytes
    payload: bytes


class LengthBody:
    """A body of a known length."""

    until_close = False

    def __init__(self, length: int) -> None:
        self._left = length

    @property
    def done(self) -> bool:
        """Whether the last byte was taken."""
        return self._left == 0

    def take(self, buffer: bytearray) -> Piece:
        """Take from the buffer what belongs to the body."""
        raw = _cut(buffer, self._left)
        self._left -= len(raw)
        return Piece(raw, raw)


class ClosedBody:
    """A body that ends with the connection."""

    until_close = True
    done = False

    def take(self, buffer: bytearray) -> Piece:
        """Take everything."""
        raw = _cut(buffer, len(buffer))
        return Piece(raw, raw)


class ChunkedBody:
    """A chunked body. One that breaks the grammar turns into one that ends with the connection."""

    def __init__(self) -> None:
        self.until_close = False
        self.done = False
        self._phase = self._size
        self._left = 0

    def take(self, buffer: bytearray) -> Piece:
        """Take from the buffer whatever whole steps it holds."""
        raw, payload = bytearray(), bytearray()
        while buffer and not self.done:
            step = self._phase(buffer)
            if not step.raw:
                break
            raw += step.raw
            payload += step.payload
        return Piece(bytes(raw), bytes(payload))

    def _size(self, buffer: bytearray) -> Piece:
        line = self._line(buffer)
        size = CHUNK_SIZE.fullmatch(line.strip(b"\r\n"))
        if line and size:
            self._left = int(size[1], 16)
            self._phase = self._data if self._left else self._trailer
        return Piece(line, b"") if size or not line else self._give_up(line)

    def _data(self, buffer: bytearray) -> Piece:
        raw = _cut(buffer, self._left)
        self._left -= len(raw)
        if not self._left:
            self._phase = self._gap
        return Piece(raw, raw)

    def _gap(self, buffer: bytearray) -> Piece:
        line = self._line(buffer)
        self._phase = self._size if line else self._gap
        return Piece(line, b"") if not line.strip(b"\r\n") else self._give_up(line)

    def _trailer(self, buffer: bytearray) -> Piece:
        line = self._line(buffer)
        self.done = bool(line) and not line.strip(b"\r\n")
        return Piece(line, b"")

    def _rest(self, buffer: bytearray) -> Piece:
        raw = _cut(buffer, len(buffer))
        return Piece(raw, raw)

    def _line(self, buffer: bytearray) -> bytes:
        end = buffer.find(b"\n") + 1
        if not end and len(buffer) > CHUNK_LINE_BYTES_MAX:
            self._give_up(b"")
            return _cut(buffer, len(buffer))
        return _cut(buffer, end)

    def _give_up(self, taken: bytes) -> Piece:
        self.until_close = True
        self._phase = self._rest
        return Piece(taken, taken)


Body = LengthBody | ClosedBody | ChunkedBody


def request_body(head: RequestHead) -> Body:
    """Give the framer for what follows a request's head."""
    return _framer(head, otherwise=LengthBody(0)) if head.framed else ClosedBody()


def answer_body(head: AnswerHead, method: str) -> Body:
    """Give the framer for what follows the head of an answer to `method`."""
    if not head.framed:
        return ClosedBody()
    if method == "HEAD" or head.interim or head.status in BODILESS:
        return LengthBody(0)
    return _framer(head, otherwise=ClosedBody())


def _framer(head: Head, otherwise: Body) -> Body:
    if head.values("transfer-encoding"):
        return ChunkedBody() if "chunked" in head.tokens("transfer-encoding") else ClosedBody()
    lengths = head.tokens("content-length")
    if not lengths:
        return otherwise
    length = lengths.pop()
    return LengthBody(int(length)) if not lengths and re.fullmatch(r"\d{1,18}", length, re.ASCII) else ClosedBody()


def _cut(buffer: bytearray, length: int) -> bytes:
    taken = bytes(buffer[:length])
    del buffer[: len(taken)]
    return taken
