"""Where messages end, however their bytes are cut into pieces."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from simulator.proxy.framing import answer_body, head_length, read_answer, read_request, request_body

if TYPE_CHECKING:
    from simulator.proxy.framing import Body

CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n"


def fed(body: Body, data: bytes, random: Random) -> tuple[bytes, bytes, bytes]:
    """Feed data in random pieces; give raw, payload and what was left over."""
    raw, payload, buffer, start = b"", b"", bytearray(), 0
    while start < len(data):
        end = start + random.randint(1, 7)
        buffer += data[start:end]
        start = end
        piece = body.take(buffer)
        raw, payload = raw + piece.raw, payload + piece.payload
    return raw, payload, bytes(buffer)


@pytest.mark.parametrize("seed", range(30))
def test_a_chunked_body_is_the_same_in_any_pieces(seed: int) -> None:
    data = b'A;name="x"\r\n0123456789\r\n1\r\n\n\r\n00c\r\n\r\n0\r\n\r\nabcde\r\n0\r\nTrailer: x\r\n\r\n'
    raw, payload, left = fed(body := request_body(read_request(CHUNKED)), data + b"GET /", Random(seed))
    assert (raw, payload, left, body.done) == (data, b"0123456789\n\r\n0\r\n\r\nabcde", b"GET /", True)


@pytest.mark.parametrize("broken", [b"zz\r\nhello", b"+5\r\nhello", b"5\r\nhelloXX\r\n", b"5" * 9_000])
def test_a_broken_chunk_passes_and_ends_with_the_connection(broken: bytes) -> None:
    raw, _, left = fed(body := request_body(read_request(CHUNKED)), broken + b"more", Random(1))
    assert (raw, left, body.done, body.until_close) == (broken + b"more", b"", False, True)


@pytest.mark.parametrize(
    ("headers", "ends"),
    [
        (b"", "now"),
        (b"Content-Length: 5\r\n", "length"),
        (b"Content-Length: 5\r\ncontent-length: 5\r\n", "length"),
        (b"Content-Length: 5, 6\r\n", "close"),
        (b"Content-Length: five\r\n", "close"),
        (b"Content-Length: \xb2\r\n", "close"),
        (b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n", "chunks"),
        (b"Transfer-Encoding: gzip\r\n", "close"),
        (b"no colon\r\n", "close"),
    ],
)
def test_a_requests_framing_follows_its_headers(headers: bytes, ends: str) -> None:
    body = request_body(read_request(b"POST / HTTP/1.1\r\n" + headers + b"\r\n"))
    kinds = {"LengthBody": "now" if body.done else "length", "ChunkedBody": "chunks", "ClosedBody": "close"}
    assert kinds[type(body).__name__] == ends


@pytest.mark.parametrize(
    ("answer", "method", "ends"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", "GET", "later"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", "now"),
        (b"HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n", "GET", "now"),
        (b"HTTP/1.0 304\r\n\r\n", "GET", "now"),
        (b"HTTP/1.1 101 Switching\r\n\r\n", "GET", "now"),
        (b"HTTP/2 banana\r\n\r\n", "HEAD", "later"),
    ],
)
def test_an_answers_framing_follows_its_status_and_the_method(answer: bytes, method: str, ends: str) -> None:
    assert answer_body(read_answer(answer), method).done is (ends == "now")


@pytest.mark.parametrize(
    ("data", "length"),
    [(b"GET / HTTP/1.1\r\n\r\nbody", 18), (b"\r\nGET / HTTP/1.1\n\nbody", 18), (b"GET / HTTP/1.1\r\n\r", None)],
)
def test_a_head_ends_with_its_empty_line(data: bytes, length: int | None) -> None:
    assert head_length(bytearray(data)) == length
