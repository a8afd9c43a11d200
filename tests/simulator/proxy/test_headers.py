"""What the proxy says of the client, as a reverse proxy does: to the upstream, never in the records."""

from __future__ import annotations

import pytest

from simulator.proxy import DropAnswer, Proxy, Rule
from simulator.proxy.framing import checked, read_request
from tests.simulator.proxy.rig import END, OK, Upstream, client_of, post, run

SPOOFED = b"x-forwarded-for: 6.6.6.6\r\n"
HEADERS = {"X-Forwarded-For": "10.1.2.3"}
HEAD = b"POST /api/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nX-Forwarded-For: 10.1.2.3\r\n\r\n"


def test_every_request_is_given_the_headers_and_recorded_as_the_client_sent_it() -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address, headers=HEADERS) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(post(b"one", headers=SPOOFED) + post(b"two"))
                assert await client.hear(2 * len(OK)) == OK + OK
            records = await proxy.wait_for(2, 2, finished=True)
            assert bytes(upstream.heard) == HEAD + b"one" + HEAD + b"two"
        assert records[0].headers == (("Host", "x"), ("x-forwarded-for", "6.6.6.6"), ("Content-Length", "3"))
        assert [r.bytes_in for r in records] == [len(post(b"one", headers=SPOOFED)), len(post(b"two"))]
        assert [r.bytes_upstream for r in records] == [len(HEAD) + 3, len(HEAD) + 3]

    run(test)


def test_a_request_whose_answer_is_struck_carries_them_too() -> None:
    async def test() -> None:
        rules = [Rule(DropAnswer())]
        async with Upstream() as upstream, Proxy(upstream.address, rules=rules, headers=HEADERS) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(post(b"one"))
                assert await client.hear_end() == (b"", END)
            assert bytes(upstream.heard) == HEAD + b"one"

    run(test)


def test_a_raw_wire_has_no_requests_to_give_headers_to() -> None:
    with pytest.raises(ValueError, match="raw"):
        Proxy(("127.0.0.1", 1), raw=True, headers=HEADERS)


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX-For: 9\r\n\r\n"),
        (b"\r\nGET / HTTP/1.1\n\n", b"\r\nGET / HTTP/1.1\nX-For: 9\r\n\n"),
        (b"GET / HTTP/1.1\r\nx-FOR : 1\r\nA: b\r\nX-For:2\r\n\r\n", b"GET / HTTP/1.1\r\nA: b\r\nX-For: 9\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nX-For-Whom: 1\r\n\r\n", b"GET / HTTP/1.1\r\nX-For-Whom: 1\r\nX-For: 9\r\n\r\n"),
        (b"GET\r\nX-For: 1\r\n\r\n", b"GET\r\nX-For: 1\r\n\r\n"),
    ],
)
def test_a_given_header_takes_the_place_of_those_of_its_name(sent: bytes, given: bytes) -> None:
    assert read_request(sent).given({"X-For": "9"}) == given


@pytest.mark.parametrize(
    "headers", [{"X For": "1"}, {"": "1"}, {"X-For": "1\r\nHost: y"}, {"X-For": "\u20ac"}, {"content-length": "1"}]
)
def test_a_header_that_would_change_where_the_request_ends_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"a header's name and value|cannot be replaced"):
        checked(headers)
