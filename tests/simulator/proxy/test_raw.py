"""A raw proxy carries a protocol it does not know: a binary one, over TCP and a unix socket."""

from __future__ import annotations

import asyncio
import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator.proxy import Answer, Delay, Hang, Proxy, Refuse, Rule, Slow
from tests.simulator.proxy.rig import RESET, Gate, Upstream, client_of, eventually, run

if TYPE_CHECKING:
    from tests.simulator.proxy.rig import Client


def frame(payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + payload


async def echo_reversed(upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet first, as many database protocols do, then give every frame back reversed."""
    writer.write(frame(b"\0greetings\r\n\r\n"))
    while True:
        (length,) = struct.unpack(">I", await reader.readexactly(4))
        payload = await reader.readexactly(length)
        upstream.requests.append(("", payload))
        writer.write(frame(payload[::-1]))
        await writer.drain()


async def hear_frame(client: Client) -> bytes:
    (length,) = struct.unpack(">I", await client.hear(4))
    return await client.hear(length)


async def exchange(client: Client, payload: bytes) -> bytes:
    await client.send(frame(payload))
    return await hear_frame(client)


def raw_proxy(upstream: Upstream, **options: Any) -> Proxy:
    return Proxy(upstream.address, raw=True, **options)


def test_binary_frames_pass_both_ways_also_large_ones_and_the_server_may_speak_first() -> None:
    async def test() -> None:
        large = bytes(range(256)) * 8_000
        async with Upstream(handler=echo_reversed) as upstream, raw_proxy(upstream) as proxy:
            async with client_of(proxy.port) as client:
                assert await hear_frame(client) == b"\0greetings\r\n\r\n"
                assert await exchange(client, b"\0\r\n\r\n\xff") == b"\xff\n\r\n\r\0"
                assert await exchange(client, large) == large[::-1]
            (record,) = await proxy.wait_for(1, 2, finished=True)
        assert (record.bytes_in, record.bytes_upstream) == (len(large) + 14, len(large) + 14)
        assert (record.bytes_out, record.ended) == (len(large) + 14 + 18, "closed")

    run(test)


def test_an_upstream_may_be_a_unix_socket() -> None:
    async def test() -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = str(Path(directory) / ".s.PGSQL.5432")
            async with (
                Upstream(path=path, handler=echo_reversed) as upstream,
                raw_proxy(upstream) as proxy,
                client_of(proxy.port) as client,
            ):
                await hear_frame(client)
                assert await exchange(client, b"abc") == b"cba"

    run(test)


def test_a_raw_cut_resets_old_and_new_connections_until_it_is_healed() -> None:
    async def test() -> None:
        async with Upstream(handler=echo_reversed) as upstream, raw_proxy(upstream) as proxy:
            async with client_of(proxy.port) as client:
                await hear_frame(client)
                proxy.cut()
                assert await client.hear_end() == (b"", RESET)
                await eventually(lambda: upstream.ends == [RESET])
            async with client_of(proxy.port) as late:
                assert await late.hear_end() == (b"", RESET)
            proxy.heal()
            async with client_of(proxy.port) as healed:
                await hear_frame(healed)
                assert await exchange(healed, b"abc") == b"cba"
            assert [r.fault for r in proxy.records] == ["cut", "cut", ""]
            assert upstream.connections == 2

    run(test)


def test_a_raw_hang_keeps_new_connections_from_the_upstream_until_the_rules_change() -> None:
    async def test() -> None:
        async with Upstream(handler=echo_reversed) as upstream, raw_proxy(upstream, rules=[Rule(Hang())]) as proxy:
            async with client_of(proxy.port) as client, client_of(proxy.port) as impatient:
                await client.send(frame(b"abc"))
                assert await client.is_silent()
                assert upstream.connections == 0
                await impatient.close()
                await proxy.wait_for(1, 2, finished=True)
                proxy.set_rules([])
                assert await hear_frame(client) == b"\0greetings\r\n\r\n"
                assert await hear_frame(client) == b"cba"
            assert upstream.connections == 1

    run(test)


def test_a_raw_hang_holds_what_an_open_connection_sends_and_loses_none_of_it() -> None:
    async def test() -> None:
        async with Upstream(handler=echo_reversed) as upstream, raw_proxy(upstream) as proxy:
            async with client_of(proxy.port) as client:
                await hear_frame(client)
                assert await exchange(client, b"abc") == b"cba"
                proxy.set_rules([Rule(Hang(), title="black hole")])
                await client.send(frame(b"held"))
                assert await client.is_silent()
                assert [payload for _, payload in upstream.requests] == [b"abc"]
                proxy.set_rules([])
                assert await hear_frame(client) == b"dleh"
            (record,) = await proxy.wait_for(1, 2, finished=True)
            assert record.fault == "black hole"

    run(test)


def test_a_raw_delay_holds_each_direction_its_own_time() -> None:
    async def test() -> None:
        gate = Gate()
        async with (
            Upstream(handler=echo_reversed) as upstream,
            raw_proxy(upstream, pause=gate.pause) as proxy,
            client_of(proxy.port) as client,
        ):
            await hear_frame(client)
            proxy.set_rules([Rule(Delay(request_ms=30, answer_ms=200))])
            await client.send(frame(b"abc"))
            await gate.reached()
            assert upstream.requests == []
            gate.opened.set()
            assert await hear_frame(client) == b"cba"
        assert gate.asked[0] == 0.03
        assert set(gate.asked[1:]) == {0.2}

    run(test)


def test_a_raw_slow_line_takes_the_time_its_bytes_need() -> None:
    async def test() -> None:
        gate = Gate()
        gate.opened.set()
        rules = [Rule(Slow(bytes_per_second=100))]
        async with (
            Upstream(handler=echo_reversed) as upstream,
            raw_proxy(upstream, rules=rules, pause=gate.pause) as proxy,
            client_of(proxy.port) as client,
        ):
            await hear_frame(client)
            assert await exchange(client, b"x" * 96) == b"x" * 96
        assert sum(gate.asked) == pytest.approx((18 + 100 + 100) / 100)

    run(test)


def test_a_raw_refuse_resets_at_accept_as_often_as_it_may() -> None:
    async def test() -> None:
        rules = [Rule(Refuse(), count=1)]
        async with Upstream(handler=echo_reversed) as upstream, raw_proxy(upstream, rules=rules) as proxy:
            async with client_of(proxy.port) as client:
                assert await client.hear_end() == (b"", RESET)
            async with client_of(proxy.port) as client:
                assert await hear_frame(client) == b"\0greetings\r\n\r\n"
            assert upstream.connections == 1

    run(test)


def test_a_count_of_one_strikes_one_connection_and_leaves_its_neighbour() -> None:
    async def test() -> None:
        async with (
            Upstream(handler=echo_reversed) as upstream,
            raw_proxy(upstream, rules=[Rule(Hang(), count=1)]) as proxy,
            client_of(proxy.port) as struck,
        ):
            await proxy.wait_for(1, 2)
            async with client_of(proxy.port) as spared:
                assert await hear_frame(spared) == b"\0greetings\r\n\r\n"
                assert await struck.is_silent()

    run(test)


def test_a_raw_proxy_whose_upstream_is_gone_resets() -> None:
    async def test() -> None:
        async with Proxy("/nonexistent/socket", raw=True) as proxy, client_of(proxy.port) as client:
            assert await client.hear_end() == (b"", RESET)
            (record,) = await proxy.wait_for(1, 2, finished=True)
        assert (record.upstream_got, record.ended) == (False, "upstream unreachable")

    run(test)


@pytest.mark.parametrize("rule", [Rule(Answer(500)), Rule(Hang(), path="/x"), Rule(Hang(), body=b"x")])
def test_a_raw_proxy_says_no_to_rules_that_need_requests(rule: Rule) -> None:
    with pytest.raises(ValueError, match="a raw proxy sees none"):
        Proxy(("127.0.0.1", 1), raw=True, rules=[rule])


def test_the_end_of_one_side_leaves_the_other_free_to_finish() -> None:
    async def answer_after_the_end(
        upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        upstream.heard += await reader.read()
        writer.write(b"all of it: " + bytes(upstream.heard))

    async def test() -> None:
        async with (
            Upstream(handler=answer_after_the_end) as upstream,
            raw_proxy(upstream) as proxy,
            client_of(proxy.port) as client,
        ):
            await client.send(b"last words")
            client.writer.write_eof()
            heard = await asyncio.wait_for(client.reader.read(), 2)
        assert heard == b"all of it: last words"

    run(test)
