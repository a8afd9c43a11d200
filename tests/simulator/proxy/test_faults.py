"""Every fault strikes both sides as its docstring says: what the upstream got, what the client got."""

from __future__ import annotations

import asyncio

import pytest

from simulator.proxy import (
    Answer,
    Delay,
    DropAnswer,
    Hang,
    HangAnswer,
    Pass,
    Proxy,
    Refuse,
    ResetAfterBody,
    ResetBeforeBody,
    ResetInAnswer,
    ResetInBody,
    Rule,
    Slow,
)
from tests.simulator.proxy.rig import END, OK, RESET, Gate, Upstream, client_of, eventually, post, run, wired

LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000


def test_without_a_rule_every_byte_passes_unchanged_and_is_counted() -> None:
    async def test() -> None:
        request = post(b'{"s":"\xc3\xbc"}', "/api/sync?a=1", b"X-oDD: Case\r\n")
        async with wired() as (upstream, proxy, client):
            assert await client.ask(request) == OK
            (record,) = await proxy.wait_for(1, 2, finished=True)
            assert bytes(upstream.heard) == request
        assert (record.method, record.path, record.fault, record.ended) == ("POST", "/api/sync?a=1", "", "answered")
        assert (record.bytes_in, record.bytes_upstream, record.bytes_out) == (len(request), len(request), len(OK))
        assert (record.upstream_got, record.upstream_status, record.client_got, record.status) == (True, 200, True, 200)
        assert (record.body, record.answer_body) == (b'{"s":"\xc3\xbc"}', b"ok")
        assert ("X-oDD", "Case") in record.headers
        assert not record.client_left

    run(test)


def test_refuse_resets_the_connection_at_accept() -> None:
    async def test() -> None:
        rules = [Rule(Refuse(), count=1)]
        async with Upstream() as upstream, Proxy(upstream.address, rules=rules) as proxy:
            async with client_of(proxy.port) as client:
                assert await client.hear_end() == (b"", RESET)
            async with client_of(proxy.port) as client:
                assert await client.ask(post()) == OK
            refused, answered = proxy.records
        assert upstream.connections == 1
        assert (refused.connection, refused.fault, refused.ended) == (1, "refuse", "refused")
        assert (answered.connection, answered.ended) == (2, "answered")

    run(test)


def test_a_port_that_does_not_listen_refuses_to_connect_and_comes_back_as_the_same() -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address) as proxy, client_of(proxy.port) as before:
            port = proxy.port
            await before.ask(post())
            await proxy.stop_listening()
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", port)
            assert await before.ask(post()) == OK
            await proxy.listen()
            async with client_of(port) as after:
                assert await after.ask(post()) == OK
            assert proxy.port == port

    run(test)


def test_reset_before_body_keeps_the_request_from_the_upstream() -> None:
    async def test() -> None:
        rules = [Rule(ResetBeforeBody(), count=1)]
        async with Upstream() as upstream, Proxy(upstream.address, rules=rules) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(post()[:-2])
                assert await client.hear_end() == (b"", RESET)
            (record,) = await proxy.wait_for(1, 2, finished=True)
            async with client_of(proxy.port) as client:
                assert await client.ask(post()) == OK
        assert [body for _, body in upstream.requests] == [b"hello"]
        assert (record.upstream_got, record.bytes_upstream, record.status, record.ended) == (False, 0, None, "reset")

    run(test)


def test_reset_in_body_gives_the_upstream_so_many_bytes_and_resets_both() -> None:
    async def test() -> None:
        async with wired(Rule(ResetInBody(after_bytes=3))) as (upstream, proxy, client):
            await client.send(post(b"hello"))
            assert await client.hear_end() == (b"", RESET)
            await eventually(lambda: upstream.ends)
            (record,) = await proxy.wait_for(1, 2, finished=True)
            assert upstream.ends == [RESET]
            assert upstream.requests == []
        assert record.bytes_upstream == len(post(b"hello")) - 2
        assert (record.upstream_got, record.ended) == (False, "reset")

    run(test)


def test_reset_after_body_lets_the_upstream_have_and_answer_what_the_client_never_hears() -> None:
    async def test() -> None:
        async with wired(Rule(ResetAfterBody())) as (upstream, proxy, client):
            await client.send(post())
            assert await client.hear_end() == (b"", RESET)
            (record,) = await proxy.wait_for(1, 2, finished=True)
            assert [body for _, body in upstream.requests] == [b"hello"]
        assert (record.upstream_got, record.upstream_status) == (True, 200)
        assert (record.client_got, record.status) == (False, None)
        assert (record.bytes_out, record.ended) == (0, "reset")

    run(test)


def test_reset_after_body_does_not_wait_for_the_answer() -> None:
    async def test() -> None:
        async with wired(Rule(ResetAfterBody()), answer=None) as (upstream, _proxy, client):
            await client.send(post())
            assert await client.hear_end() == (b"", RESET)
            await eventually(lambda: upstream.requests)
            assert upstream.ends == []

    run(test)


def test_reset_in_answer_gives_the_client_so_many_bytes_of_it() -> None:
    async def test() -> None:
        rules = [Rule(ResetInAnswer(after_bytes=10))]
        async with Upstream(answer=LONG) as upstream, Proxy(upstream.address, rules=rules) as proxy:
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            writer.write(post())
            heard = await reader.readexactly(len(LONG) - 990)
            with pytest.raises(ConnectionResetError):
                await reader.read()
            writer.close()
            (record,) = await proxy.wait_for(1, 2, finished=True)
        assert heard == LONG[:-990]
        assert len(upstream.requests) == 1
        assert (record.bytes_out, record.client_got, record.ended) == (len(LONG) - 990, False, "reset")

    run(test)


def test_drop_answer_closes_in_good_order_after_the_upstream_has_answered() -> None:
    async def test() -> None:
        gate = Gate()
        async with wired(Rule(DropAnswer(delay_ms=70)), pause=gate.pause) as (upstream, proxy, client):
            await client.send(post())
            await gate.reached()
            assert await client.is_silent()
            gate.opened.set()
            assert await client.hear_end() == (b"", END)
            (record,) = await proxy.wait_for(1, 2, finished=True)
            assert len(upstream.requests) == 1
        assert gate.asked == [0.07]
        assert (record.upstream_got, record.upstream_status, record.client_got) == (True, 200, False)
        assert record.ended == "closed"

    run(test)


def test_hang_never_answers_and_the_upstream_is_not_even_called() -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address, rules=[Rule(Hang())]) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(post())
                (record,) = await proxy.wait_for(1, 2)
                await eventually(lambda: record.body == b"hello")
                assert await client.is_silent()
                assert record.ended == ""
            await proxy.wait_for(1, 2, finished=True)
        assert upstream.connections == 0
        assert (record.fault, record.ended, record.client_left) == ("hang", "client left", True)

    run(test)


def test_hang_answer_lets_the_upstream_answer_into_the_void() -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address, rules=[Rule(HangAnswer())]) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(post())
                (record,) = await proxy.wait_for(1, 2)
                await eventually(lambda: record.answer_body == b"ok")
                assert await client.is_silent()
            await proxy.wait_for(1, 2, finished=True)
            assert len(upstream.requests) == 1
        assert (record.upstream_got, record.client_got, record.bytes_out) == (True, False, 0)

    run(test)


def test_delay_holds_the_request_and_then_the_answer() -> None:
    async def test() -> None:
        gate = Gate()
        async with wired(Rule(Delay(request_ms=250)), pause=gate.pause) as (upstream, proxy, client):
            await client.send(post())
            await gate.reached()
            assert await client.is_silent()
            assert upstream.connections == 0
            gate.opened.set()
            assert await client.hear(len(OK)) == OK
            proxy.set_rules([Rule(Delay(answer_ms=40))])
            gate.opened.clear()
            await client.send(post(b"second"))
            await eventually(lambda: gate.asked == [0.25, 0.04])
            assert [body for _, body in upstream.requests] == [b"hello", b"second"]
            assert await client.is_silent()
            gate.opened.set()
            assert await client.hear(len(OK)) == OK

    run(test)


def test_a_delay_in_real_time_lasts_as_long_as_it_says() -> None:
    async def test() -> None:
        loop = asyncio.get_running_loop()
        async with wired(Rule(Delay(answer_ms=120))) as (_upstream, _proxy, client):
            start = loop.time()
            assert await client.ask(post()) == OK
            assert loop.time() - start >= 0.12

    run(test)


def test_slow_moves_so_many_bytes_a_second_in_both_directions() -> None:
    async def test() -> None:
        gate = Gate()
        gate.opened.set()
        rule, request = Rule(Slow(bytes_per_second=1_000)), post(b"y" * 600)
        async with wired(rule, answer=LONG, pause=gate.pause) as (upstream, _proxy, client):
            await client.send(request)
            assert await client.hear(len(LONG)) == LONG
            assert bytes(upstream.heard) == request
        assert sum(gate.asked) == pytest.approx((len(request) + len(LONG)) / 1_000)
        assert max(gate.asked) <= 0.05

    run(test)


def test_slow_has_passed_only_what_its_time_allows() -> None:
    async def test() -> None:
        gate = Gate()
        async with wired(Rule(Slow(bytes_per_second=200)), pause=gate.pause) as (_upstream, proxy, client):
            await client.send(post())
            await gate.reached()
            assert await client.is_silent()
            assert proxy.records[0].bytes_upstream == 0
            gate.opened.set()
            assert await client.hear(len(OK)) == OK

    run(test)


@pytest.mark.parametrize("status", [429, 500, 413])
def test_an_answer_of_the_proxy_reaches_the_client_alone_and_the_connection_goes_on(status: int) -> None:
    async def test() -> None:
        given = Answer(status, (("Retry-After", "7"),), b'{"error":"no"}')
        async with wired(Rule(given, count=1)) as (upstream, proxy, client):
            await client.send(post(b"z" * 100_000) + post(b"second"))
            head = await client.reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 %d " % status)
            assert b"\r\nRetry-After: 7\r\nContent-Length: 14\r\n" in head
            assert await client.hear(14) == given.body
            assert await client.hear(len(OK)) == OK
            assert [body for _, body in upstream.requests] == [b"second"]
            record = proxy.records[0]
        assert (record.status, record.upstream_status, record.upstream_got) == (status, None, False)
        assert (record.client_got, record.body) == (True, b"z" * 100_000)

    run(test)


def test_an_answer_closes_for_a_client_that_asks_for_it_and_has_no_body_for_head() -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address, rules=[Rule(Answer(500, (), b"boom"))]) as proxy:
            async with client_of(proxy.port) as client:
                await client.send(b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")
                heard, how = await client.hear_end()
            assert (heard.split(b"\r\n")[1:], how) == ([b"Content-Length: 4", b"", b""], END)

    run(test)


def test_pass_shields_from_the_rules_after_it() -> None:
    async def test() -> None:
        async with wired(Rule(Pass(), path="/page"), Rule(Answer(500))) as (_upstream, _proxy, client):
            assert await client.ask(post(path="/page")) == OK
            await client.send(post())
            assert (await client.reader.readline()).startswith(b"HTTP/1.1 500")

    run(test)
