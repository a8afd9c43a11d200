"""What each fault does to a request on an HTTP connection. Each function says in a word how it ended."""

from __future__ import annotations

import contextlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from simulator.proxy import faults
from simulator.proxy.framing import BODILESS, STATUS_OK
from simulator.proxy.peer import Enough, after, at_most, discard, slowly

if TYPE_CHECKING:
    from simulator.proxy.connection import Connection


async def strike(connection: Connection, fault: faults.Fault) -> str:
    """Let the fault do what it does to the request under way."""
    return await STRIKES[type(fault)](connection, fault)


async def _pass(connection: Connection, _fault: faults.Pass) -> str:
    return await connection.relay()


async def _delay(connection: Connection, fault: faults.Delay) -> str:
    setting = connection.setting
    await setting.pause_ms(fault.request_ms)
    return await connection.relay(to_client=after(connection.to_client, lambda: setting.pause_ms(fault.answer_ms)))


async def _slow(connection: Connection, fault: faults.Slow) -> str:
    rate, pause = fault.bytes_per_second, connection.setting.pause
    return await connection.relay(
        to_upstream=slowly(connection.to_upstream, rate, pause), to_client=slowly(connection.to_client, rate, pause)
    )


async def _reset_before_body(connection: Connection, _fault: faults.ResetBeforeBody) -> str:
    connection.client.reset()
    return "reset"


async def _reset_in_body(connection: Connection, fault: faults.ResetInBody) -> str:
    await connection.reach_upstream()
    body = at_most(connection.to_upstream, fault.after_bytes)
    with contextlib.suppress(Enough):
        connection.record.upstream_got = await connection.read_request(connection.to_upstream, body)
    connection.upstream.reset()
    connection.client.reset()
    return "reset"


async def _reset_after_body(connection: Connection, fault: faults.ResetAfterBody) -> str:
    if not await connection.send_request():
        return "client left"
    await connection.setting.pause_ms(fault.delay_ms)
    connection.client.reset()
    # The upstream is listened to until it is done: it must not notice that nobody else does.
    await connection.read_answer(discard, discard)
    return "reset"


async def _reset_in_answer(connection: Connection, fault: faults.ResetInAnswer) -> str:
    with contextlib.suppress(Enough):
        await connection.relay(body_to_client=at_most(connection.to_client, fault.after_bytes))
    connection.client.reset()
    return "reset"


async def _drop_answer(connection: Connection, fault: faults.DropAnswer) -> str:
    if not await connection.send_request():
        return "client left"
    await connection.read_answer(discard, discard)
    await connection.setting.pause_ms(fault.delay_ms)
    return "closed"


async def _hang(connection: Connection, _fault: faults.Hang) -> str:
    await connection.read_request(discard, discard)
    await connection.client_gone()
    return "client left"


async def _hang_answer(connection: Connection, _fault: faults.HangAnswer) -> str:
    if await connection.send_request():
        await connection.read_answer(discard, discard)
        await connection.client_gone()
    return "client left"


async def _answer(connection: Connection, fault: faults.Answer) -> str:
    if not await connection.read_request(discard, discard):
        return "client left"
    await connection.setting.pause_ms(fault.delay_ms)
    await connection.to_client(_message(fault, connection.head.method))
    connection.record.status, connection.record.client_got = fault.status, True
    connection.record.answer_headers, connection.record.answer_body = fault.headers, fault.body
    return "answered"


def _message(fault: faults.Answer, method: str) -> bytes:
    bodiless = fault.status < STATUS_OK or fault.status in BODILESS
    headers = list(fault.headers)
    if not bodiless and "content-length" not in {name.lower() for name, _ in headers}:
        headers.append(("Content-Length", str(len(fault.body))))
    reason = HTTPStatus(fault.status).phrase if fault.status in HTTPStatus._value2member_map_ else ""
    lines = [f"HTTP/1.1 {fault.status} {reason}", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1") + (b"" if bodiless or method == "HEAD" else fault.body)


STRIKES = {
    faults.Pass: _pass,
    faults.Delay: _delay,
    faults.Slow: _slow,
    faults.ResetBeforeBody: _reset_before_body,
    faults.ResetInBody: _reset_in_body,
    faults.ResetAfterBody: _reset_after_body,
    faults.ResetInAnswer: _reset_in_answer,
    faults.DropAnswer: _drop_answer,
    faults.Hang: _hang,
    faults.HangAnswer: _hang_answer,
    faults.Answer: _answer,
}
