"""GWY-311, 312, 324 and 325: nothing but the first hop is the client, as it is written, and the limit holds at once.

No check here lets time pass. What the other clauses of the limit say: `rate_limit.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.at_once import at_once
from simulator.judge.check import check
from simulator.judge.expect import equal
from tests.conformance.rate_limit import passes, refused
from tests.conformance.window import PATIENCE_S, one_more, one_window, over_the_limit, use_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.judge.target import Target

# What proxies say of who asks, and what else a request says of a browser.
ADDRESS_HEADERS = (
    *("X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP", "Fastly-Client-IP", "X-Cluster-Client-IP"),
    *("X-Vercel-Forwarded-For", "X-Original-Forwarded-For", "X-Forwarded"),
)
OTHERWISE: dict[str, dict[str, str]] = {
    "another browser": {"User-Agent": "Other/1.0"},
    "another language": {"Accept-Language": "tr-TR"},
    "a cookie": {"Cookie": "visitor=other"},
    "a Referer": {"Referer": "https://shop.example/other"},
    "another content type": {"Content-Type": "text/plain;charset=UTF-8"},
    "another Accept": {"Accept": "application/json"},
}
# More than a pool of workers takes from a queue in one go; the limit is used up but for a few of them.
LEFT, AT_ONCE = 10, 30


@check("GWY-324", timeout_s=PATIENCE_S, fills=True)
async def nothing_else_is_the_client(target: Target) -> None:
    """Who has nothing left is refused with another browser, address header, cookie, query, body and connection, too."""
    async with over_the_limit(target) as address:
        for what, how in _otherwise(target):
            refused(await target.post(target.beacon(), address=address, **how), f"a 101st request with {what}")
        for what, wire in (("no fingerprint", {"meta": {}}), ("another action", {"ec": "system", "ea": "heartbeat"})):
            refused(await target.post(target.beacon(**wire), address=address), f"a 101st request with {what}")
        (answer,) = await at_once(target, [target.beacon()], address)
        refused(answer, "a 101st request over another connection")


@check("GWY-311", timeout_s=PATIENCE_S, fills=True)
async def two_addresses_of_one_network_have_two_limits(target: Target) -> None:
    """An IPv6 address that used up its limit takes nothing from another one of its /64."""
    network = f"2001:db8:{target.random.getrandbits(16):x}:{target.random.getrandbits(16):x}"
    async with one_window():
        await use_up(target, f"{network}::a1")
        passes(await one_more(target, f"{network}::a2"), f"a neighbour of {network}::a1 in its /64")


@check("GWY-312", timeout_s=PATIENCE_S, fills=True)
async def client_is_what_is_written(target: Target) -> None:
    """Other spellings of an address are other clients: in capitals, written out, with a port, in brackets."""
    part = f"{target.random.getrandbits(16) | 0xA000:x}"
    address = f"2001:db8:{part}::ab"
    written_out = f"2001:0db8:{part}:0000:0000:0000:0000:00ab"
    async with one_window():
        await use_up(target, address)
        for spelling in (address.upper(), written_out, f"[{address}]", f"{address}%eth0"):
            answer = await target.post({}, address=spelling)
            passes(answer, f"a request of {spelling} after 100 of {address}")


@check("GWY-325", timeout_s=PATIENCE_S, fills=True)
async def limit_holds_at_once(target: Target) -> None:
    """Of thirty requests that arrive together when ten are left, ten are let through, and then none."""
    address, session = target.new_address(), target.beacon()
    async with one_window():
        await use_up(target, address, requests=target.limit - LEFT)
        await target.post(session, address=target.new_address())
        answers = await at_once(target, [session] * AT_ONCE, address)
        last = await target.post(session, address=address)
    let_in = sum(answer.status != 429 for answer in answers)
    equal(LEFT, let_in, f"requests let through of {AT_ONCE} at once when {LEFT} were left")
    refused(last, "a request after those at once")


# ---- what is asked otherwise -----------------------------------------------------------------------------------------


def _otherwise(target: Target) -> Iterator[tuple[str, dict[str, Any]]]:
    for what, headers in OTHERWISE.items():
        yield what, {"headers": headers}
    for name in ADDRESS_HEADERS:
        yield f"another {name}", {"headers": {name: target.new_address()}}
    yield "Forwarded", {"headers": {"Forwarded": f"for={target.new_address()}"}}
    yield "a query", {"query": "other=1"}
