"""An upstream that stands below a path, or speaks TLS: clients find it where they are used to, and in plain HTTP."""

from __future__ import annotations

import ssl

import pytest
import trustme

from simulator.proxy import DropAnswer, Proxy, Rule
from simulator.proxy.framing import read_request
from tests.simulator.proxy.rig import END, OK, RESET, Upstream, client_of, post, run

NAME = "gateway.example"
AUTHORITY = trustme.CA()
ALIEN = trustme.CA()


def serving(authority: trustme.CA = AUTHORITY) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(NAME).configure_cert(context)
    return context


def believing() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


@pytest.mark.parametrize(
    ("path", "there", "given"),
    [
        ("/api/sync", "/shop/api/sync", "/shop/api/sync"),
        ("/api/sync?a=1", "/shop/api/sync", "/shop/api/sync?a=1"),
        ("/api/sync?a=1", "/sync?t=2", "/sync?t=2&a=1"),
        ("/api/sync/more", "/shop/api/sync", "/api/sync/more"),
    ],
)
def test_a_path_is_put_in_place_of_another(path: str, there: str, given: str) -> None:
    head = read_request(f"POST {path} HTTP/1.1\r\nHost: x\r\nReferer: /api/sync \r\n\r\n".encode())
    expected = f"POST {given} HTTP/1.1\r\nReferer: /api/sync \r\nHost: h\r\n\r\n".encode()
    assert head.given({"Host": "h"}, {"/api/sync": there}) == expected


def test_records_keep_the_path_that_the_client_asked_for() -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address, paths={"/api/sync": "/shop/sync"}) as proxy:
            async with client_of(proxy.port) as client:
                assert await client.ask(post(b"one")) == OK
            assert upstream.requests == [("POST /shop/sync HTTP/1.1", b"one")]
            assert ["/api/sync"] == [one.path for one in await proxy.wait_for(1, 2, finished=True)]

    run(test)


@pytest.mark.parametrize("size", [0, 5, 65_536, 1_000_000])
def test_a_body_of_any_size_comes_through_tls_whole(size: int) -> None:
    """Head and body apart, as browsers send them, and a second request on the same connection."""

    async def test() -> None:
        body = b"x" * size
        head, whole = post(body).removesuffix(body), post(body)
        async with (
            Upstream(tls=serving()) as upstream,
            Proxy(upstream.address, tls=(believing(), NAME)) as proxy,
            client_of(proxy.port) as client,
        ):
            await client.send(head)
            await proxy.wait_for(1, 2)
            assert await client.ask(body) == OK
            assert await client.ask(whole) == OK
            assert [body, body] == [one for _, one in upstream.requests]
            assert 1 == upstream.connections

    run(test)


def test_a_struck_answer_ends_the_client_and_not_the_proxy() -> None:
    async def test() -> None:
        async with (
            Upstream(tls=serving()) as upstream,
            Proxy(upstream.address, rules=[Rule(DropAnswer(), count=1)], tls=(believing(), NAME)) as proxy,
        ):
            async with client_of(proxy.port) as client:
                await client.send(post(b"one"))
                assert await client.hear_end() == (b"", END)
            async with client_of(proxy.port) as client:
                assert await client.ask(post(b"two")) == OK
            assert [b"one", b"two"] == [body for _, body in upstream.requests]

    run(test)


@pytest.mark.parametrize(("authority", "name"), [(ALIEN, NAME), (AUTHORITY, "other.example")])
def test_an_upstream_that_is_not_believed_is_not_reached(authority: trustme.CA, name: str) -> None:
    """Another authority, or a certificate for another host."""

    async def test() -> None:
        async with (
            Upstream(tls=serving(authority)) as upstream,
            Proxy(upstream.address, tls=(believing(), name)) as proxy,
            client_of(proxy.port) as client,
        ):
            await client.send(post(b"one"))
            assert await client.hear_end() == (b"", RESET)
            assert ["upstream unreachable"] == [one.ended for one in await proxy.wait_for(1, 2, finished=True)]
            assert [] == upstream.requests

    run(test)


def test_a_raw_wire_has_no_paths() -> None:
    with pytest.raises(ValueError, match="raw"):
        Proxy(("127.0.0.1", 1), raw=True, paths={"/a": "/b"})
