"""Without a fault the proxy is a wire: boundaries, order, ends and sizes are those of a direct connection."""

from __future__ import annotations

import asyncio
import socket

import pytest

from simulator.proxy import Answer, Limits, Proxy, ResetBeforeBody, Rule
from tests.simulator.proxy.rig import END, OK, RESET, Upstream, client_of, eventually, post, reset, run, wired


def test_keep_alive_carries_two_requests_on_one_connection_each_side() -> None:
    async def test() -> None:
        async with wired() as (upstream, proxy, client):
            assert await client.ask(post(b"one")) == OK
            assert await client.ask(post(b"two")) == OK
            assert upstream.connections == 1
            assert [body for _, body in upstream.requests] == [b"one", b"two"]
            assert [(r.number, r.connection) for r in proxy.records] == [(1, 1), (2, 1)]

    run(test)


def test_neither_end_waits_to_fill_a_packet() -> None:
    async def test() -> None:
        async with wired() as (_upstream, proxy, client):
            await client.ask(post())
            (pair,) = proxy._live.values()
            sockets = [end._writer.get_extra_info("socket") for end in pair.ends()]
            assert all(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for sock in sockets)

    run(test)


def test_pipelined_requests_are_answered_in_order_and_struck_one_by_one() -> None:
    async def test() -> None:
        async with wired(Rule(Answer(500, (), b"--"), body=b"two")) as (upstream, proxy, client):
            await client.send(post(b"one") + post(b"two") + post(b"three"))
            assert await client.hear(len(OK)) == OK
            assert (await client.reader.readuntil(b"--")).startswith(b"HTTP/1.1 500")
            assert await client.hear(len(OK)) == OK
            assert [body for _, body in upstream.requests] == [b"one", b"three"]
            assert [r.fault for r in proxy.records] == ["", "answer", ""]

    run(test)


def test_a_pipeline_that_ends_with_the_clients_end_is_still_answered_in_full() -> None:
    async def test() -> None:
        async with wired() as (_upstream, _proxy, client):
            client.writer.write(post(b"one") + post(b"two"))
            client.writer.write_eof()
            assert await client.hear_end() == (OK + OK, END)

    run(test)


def test_chunked_bodies_pass_as_they_travelled_and_are_recorded_without_their_chunks() -> None:
    async def test() -> None:
        chunked = b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
        request, answer = b"POST /c HTTP/1.1\r\n" + chunked, b"HTTP/1.1 200 OK\r\n" + chunked
        async with Upstream(answer=answer) as upstream, Proxy(upstream.address) as proxy:
            async with client_of(proxy.port) as client:
                for _ in range(2):
                    await client.send(request)
                    assert await client.hear(len(answer)) == answer
            assert bytes(upstream.heard) == 2 * request
            assert {(r.body, r.answer_body) for r in proxy.records} == {(b"hello world", b"hello world")}

    run(test)


def test_a_rule_finds_text_that_lies_across_two_chunks() -> None:
    async def test() -> None:
        request = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwhat\r\n4\r\nsapp\r\n0\r\n\r\n"
        async with wired() as (upstream, proxy, client):
            proxy.set_rules([Rule(ResetBeforeBody(), body=b"whatsapp")])
            await client.send(request)
            assert await client.hear_end() == (b"", RESET)
            assert (proxy.records[0].body, upstream.connections) == (b"whatsapp", 0)

    run(test)


def test_three_megabytes_pass_both_ways_and_only_the_start_is_remembered() -> None:
    async def test() -> None:
        body = bytes(range(256)) * 12_288
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        async with Upstream(answer=answer) as upstream, Proxy(upstream.address) as proxy:
            proxy.set_rules([Rule(ResetBeforeBody(), body=b"not in it")])
            async with client_of(proxy.port) as client:
                sending = asyncio.ensure_future(client.send(post(body)))
                assert await client.hear(len(answer)) == answer
                await sending
            assert upstream.requests[0][1] == body
            (record,) = await proxy.wait_for(1, 2, finished=True)
            assert record.bytes_in == len(post(body))
            assert record.body == record.answer_body == body[: Limits().record_body_bytes_max]

    run(test)


@pytest.mark.parametrize(
    ("request_line", "answer"),
    [
        (b"GET", b"HTTP/1.1 204 No Content\r\n\r\n"),
        (b"GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        (b"HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        (b"GET", b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
)
def test_answers_without_a_body_end_with_their_head(request_line: bytes, answer: bytes) -> None:
    async def test() -> None:
        async with Upstream(answer=answer) as upstream, Proxy(upstream.address) as proxy:
            async with client_of(proxy.port) as client:
                for _ in range(2):
                    await client.send(request_line + b" / HTTP/1.1\r\nHost: x\r\n\r\n")
                    assert await client.hear(len(answer)) == answer
                await proxy.wait_for(2, 2, finished=True)
            assert [r.ended for r in proxy.records] == ["answered", "answered"]

    run(test)


async def _answer_and_close(upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(upstream.answer)


def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    async def test() -> None:
        answer = b"HTTP/1.1 200 OK\r\n\r\nuntil the end"
        async with Upstream(answer, handler=_answer_and_close) as upstream, Proxy(upstream.address) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(b"GET / HTTP/1.1\r\n\r\n")
                assert await client.hear_end() == (answer, END)
            (record,) = await proxy.wait_for(1, 2, finished=True)
        assert (record.client_got, record.answer_body, record.ended) == (True, b"until the end", "answered")

    run(test)


def test_an_answer_that_comes_before_the_body_reaches_the_client() -> None:
    async def test() -> None:
        answer = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        async with Upstream(answer, handler=_answer_and_close) as upstream, Proxy(upstream.address) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(b"POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\nfirst")
                assert await client.hear(len(answer)) == answer
                await client.hear_end()
            (record,) = await proxy.wait_for(1, 2, finished=True)
        assert (record.status, record.client_got, record.upstream_got) == (413, True, False)

    run(test)


async def _invite(upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    upstream.heard += await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    upstream.heard += await reader.readexactly(5)
    writer.write(OK)
    await reader.read()


def test_a_client_that_waits_for_100_continue_is_told_to() -> None:
    async def test() -> None:
        async with wired(handler=_invite) as (_upstream, _proxy, client):
            await client.send(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
            assert await client.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            assert await client.ask(b"hello") == OK

    run(test)


async def _switch(_upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    while data := await reader.read(100):
        writer.write(data[::-1])


def test_after_101_the_connection_is_a_tunnel() -> None:
    async def test() -> None:
        async with Upstream(handler=_switch) as upstream, Proxy(upstream.address) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(b"GET /socket HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
                await client.reader.readuntil(b"\r\n\r\n")
                await client.send(b"\x81\x02\n\n\r\n")
                assert await client.hear(6) == b"\n\r\n\n\x02\x81"
            (record,) = await proxy.wait_for(1, 2, finished=True)
        assert (record.status, record.ended) == (101, "tunnelled")

    run(test)


async def _listen_to_anything(upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(100):
        upstream.heard += data
    writer.write(b"what?")


@pytest.mark.parametrize(
    "noise",
    [
        b"\x16\x03\x01 hello TLS",
        b"GET\r\n\r\nmore",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\nbody",
        b"GET / HTTP/1",
    ],
)
def test_what_is_no_http_passes_as_raw_bytes(noise: bytes) -> None:
    async def test() -> None:
        async with Upstream(handler=_listen_to_anything) as upstream, Proxy(upstream.address) as proxy:
            async with client_of(proxy.port) as client:
                client.writer.write(noise)
                client.writer.write_eof()
                assert await client.hear_end() == (b"what?", END)
            assert bytes(upstream.heard) == noise

    run(test)


def test_a_client_that_aborts_within_its_body_leaves_the_upstream_a_torn_request() -> None:
    async def test() -> None:
        async with wired() as (upstream, proxy, client):
            await client.send(post(b"hello")[:-2])
            await eventually(lambda: upstream.heard.endswith(b"hel"))
            client.reset()
            await eventually(lambda: upstream.ends)
            (record,) = await proxy.wait_for(1, 2, finished=True)
            assert (upstream.requests, upstream.ends) == ([], [RESET])
        assert (record.upstream_got, record.client_left, record.ended) == (False, True, "client left")

    run(test)


def test_a_client_that_aborts_while_it_waits_is_missed_by_the_upstream() -> None:
    async def test() -> None:
        async with Upstream(answer=None) as upstream, Proxy(upstream.address) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(post())
                await eventually(lambda: upstream.requests)
                client.reset()
                await eventually(lambda: upstream.ends)
            (record,) = await proxy.wait_for(1, 2, finished=True)
            assert upstream.ends == [RESET]
        assert (record.upstream_got, record.client_got, record.ended) == (True, False, "client left")

    run(test)


async def _break(upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK[:-1])
    await writer.drain()
    await upstream.told.wait()
    reset(writer)


def test_an_upstream_that_breaks_in_its_answer_breaks_for_the_client_too() -> None:
    async def test() -> None:
        async with Upstream(handler=_break) as upstream, Proxy(upstream.address) as proxy:
            upstream.told = asyncio.Event()
            async with client_of(proxy.port) as client:
                await client.send(b"GET / HTTP/1.1\r\n\r\n")
                assert await client.hear(len(OK) - 1) == OK[:-1]
                upstream.told.set()
                assert await client.hear_end() == (b"", RESET)
            (record,) = await proxy.wait_for(1, 2, finished=True)
        assert (record.client_got, record.bytes_out, record.ended) == (False, len(OK) - 1, "upstream left")

    run(test)


async def _answer_once(upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK)
    await writer.drain()
    await upstream.told.wait()


def test_an_upstream_that_closes_an_idle_connection_closes_it_for_the_client() -> None:
    async def test() -> None:
        async with Upstream(handler=_answer_once) as upstream, Proxy(upstream.address) as proxy:
            upstream.told = asyncio.Event()
            async with client_of(proxy.port) as client:
                assert await client.ask(b"GET / HTTP/1.1\r\n\r\n") == OK
                upstream.told.set()
                assert await client.hear_end() == (b"", END)

    run(test)


def test_an_upstream_that_is_not_there_is_a_reset() -> None:
    async def test() -> None:
        async with Upstream() as upstream:
            gone = upstream.address
        async with Proxy(gone) as proxy, client_of(proxy.port) as client:
            await client.send(post())
            assert await client.hear_end() == (b"", RESET)
            (record,) = await proxy.wait_for(1, 2, finished=True)
        assert (record.upstream_got, record.ended) == (False, "upstream unreachable")

    run(test)


async def _half_an_answer(_upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf.")
    await reader.read()


def test_a_cut_kills_what_is_open_and_what_comes_until_it_is_healed() -> None:
    async def test() -> None:
        async with Upstream(handler=_half_an_answer) as upstream, Proxy(upstream.address) as proxy:
            async with client_of(proxy.port) as asking, client_of(proxy.port) as idle:
                await asking.send(b"GET / HTTP/1.1\r\n\r\n")
                await asking.reader.readuntil(b"half.")
                proxy.cut()
                assert await asking.hear_end() == (b"", RESET)
                assert await idle.hear_end() == (b"", RESET)
                await eventually(lambda: upstream.ends == [RESET])
            async with client_of(proxy.port) as late:
                assert await late.hear_end() == (b"", RESET)
            upstream.handler = None
            proxy.heal()
            async with client_of(proxy.port) as healed:
                assert await healed.ask(post()) == OK
            cut, refused, answered = proxy.records
        assert (cut.fault, cut.ended, cut.client_got, cut.answer_body) == ("cut", "cut", False, b"half.")
        assert (refused.fault, refused.ended) == ("cut", "refused")
        assert (answered.fault, answered.ended, proxy.connections_cut) == ("", "answered", 2)

    run(test)


def test_closing_the_proxy_ends_everything_that_is_under_way() -> None:
    async def test() -> None:
        async with Upstream(answer=None) as upstream:
            async with Proxy(upstream.address) as proxy:
                reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
                writer.write(post())
                await eventually(lambda: upstream.requests)
            with pytest.raises(ConnectionResetError):
                await reader.read()
            writer.close()
            await eventually(lambda: upstream.ends == [RESET])
        assert [r.ended for r in proxy.records] == ["proxy closed"]

    run(test)


def test_one_connection_more_than_the_limit_is_reset() -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address, limits=Limits(connections_max=1)) as proxy:
            async with client_of(proxy.port) as first, client_of(proxy.port) as second:
                assert await second.hear_end() == (b"", RESET)
                assert await first.ask(post()) == OK
            assert proxy.records[0].fault == "connections_max"

    run(test)


def test_a_hundred_clients_at_once_leave_nothing_behind() -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address) as proxy:

            async def visit() -> None:
                async with client_of(proxy.port) as client:
                    assert await client.ask(post()) == OK

            await asyncio.gather(*(visit() for _ in range(100)))
            await eventually(lambda: proxy.connections_open == 0)
            assert len(upstream.requests) == 100

    run(test)
