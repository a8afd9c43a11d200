"""GWY-301, 302, 307 to 315 and 322: how many requests a client has, which of them count, and who a client is.

No check here lets time pass, so all of them run on any target that tells clients apart: a burst is a valid beacon a
hundred times (`window.py`). The clock: `rate_limit_clock.py`; the headers: `rate_limit_answers.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import NotObservable, check
from simulator.judge.expect import absent, contains, different, equal
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.literal import member, members
from tests.conformance.window import LIMIT, PATIENCE_S, one_more, one_window, over_the_limit, repeat, use_up

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

# Clients without a name share one limit: these gateways are nobody else's, so that it is ours alone.
NAMELESS = {"ALLOWED_ORIGINS": "https://nameless.test"}
EMPTY_NAME = {"ALLOWED_ORIGINS": "https://empty-name.test"}


# ---- how many --------------------------------------------------------------------------------------------------------


@check("GWY-301", timeout_s=PATIENCE_S, fills=True)
async def hundred_requests_are_let_through(target: Target) -> None:
    """None of a client's first 100 requests is answered 429."""
    async with one_window():
        answers = await use_up(target, target.new_address(), requests=LIMIT)
        refused = [number for number, answer in enumerate(answers, 1) if answer.status == 429]
        absent(refused, "numbers of the requests answered 429 among the first 100")


@check("GWY-302", timeout_s=PATIENCE_S, fills=True)
async def hundred_and_first_is_refused(target: Target) -> None:
    """The 101st request is answered 429 `Rate limit exceeded` with a retryAfter."""
    address = target.new_address()
    async with one_window():
        await use_up(target, address, requests=LIMIT)
        answer = await one_more(target, address)
    equal(429, answer.status, "status of the 101st answer")
    equal("Rate limit exceeded", member("error", answer, "the 101st request"), "`error` in the 101st answer")
    contains("retryAfter", members(answer, "the 101st request"), "body of the 101st answer")


@check("GWY-322", needs={"rows"}, timeout_s=PATIENCE_S, fills=True)
async def limited_click_leaves_no_row(target: Target) -> None:
    """A limited phone click leaves no session, no event and no call."""
    click = target.beacon(ec="conversion", ea="phone_call", el="tel:+905321112233")
    async with over_the_limit(target) as address:
        await target.post(click, address=address)
    for table, rows in (("sessions", target.sessions), ("events", target.events), ("calls", target.calls)):
        absent(await rows(click["sid"]), f"{table} of a limited click")


# ---- what counts -----------------------------------------------------------------------------------------------------


@check("GWY-307", timeout_s=PATIENCE_S, fills=True)
async def requests_that_store_nothing_count(target: Target) -> None:
    """A hundred requests of ten kinds, ten each, use up the limit, whatever each of them is answered."""
    bodies = (
        "{",
        "null",
        target.beacon(s=OMIT),
        target.beacon(u=""),
        target.beacon(s="rubbish"),
        target.beacon(u="rubbish"),
        target.beacon(s=target.new_sid()),
        target.beacon(sm="rubbish"),
        target.beacon(ec="system", ea="heartbeat"),
        target.beacon(ec="conversion", ea="phone_call", el="tel:+905321112233"),
    )
    await a_hundred_count(target, bodies, "requests of ten kinds")


@check("GWY-307", timeout_s=PATIENCE_S, fills=True)
async def failed_writes_count(target: Target) -> None:
    """After 100 beacons that cannot be stored the client is limited."""
    await a_hundred_count(target, (target.beacon(sm=target.month_without_partition),), "beacons without a partition")


@check("GWY-308", timeout_s=PATIENCE_S, fills=True)
async def preflights_do_not_count(target: Target) -> None:
    """After 100 preflights the client is not limited."""
    address = target.new_address()
    async with one_window():
        await a_windows_worth(target, lambda _: target.preflight(address=address))
        passes(await one_more(target, address), "a beacon after 100 preflights")


@check("GWY-309", timeout_s=PATIENCE_S, fills=True)
async def denied_requests_do_not_count(target: Target) -> None:
    """After 100 requests of a denied origin the client is not limited."""
    await refused_requests_are_free(target, target.denied_origin)


@check("GWY-309", timeout_s=PATIENCE_S, fills=True)
async def requests_without_an_origin_do_not_count(target: Target) -> None:
    """After 100 requests without an origin the client is not limited."""
    await refused_requests_are_free(target, None)


# ---- who is a client -------------------------------------------------------------------------------------------------


@check("GWY-310", timeout_s=PATIENCE_S, fills=True)
async def first_hop_is_the_client(target: Target) -> None:
    """Requests with one first hop and 100 different last ones use up one limit."""
    address = target.new_address()
    async with one_window():
        await a_windows_worth(target, lambda hop: one_more(target, f"{address}, 192.0.2.{hop}"))
        refused(await one_more(target, address), "a 101st request, after 100 over different hops")


@check("GWY-310", timeout_s=PATIENCE_S, fills=True)
async def last_hop_is_no_client(target: Target) -> None:
    """Another first hop behind the same last one has a limit of its own."""
    hop = target.new_address()
    async with one_window():
        await use_up(target, f"{target.new_address()}, {hop}")
        passes(await one_more(target, f"{target.new_address()}, {hop}"), "another client over the same last hop")


@check("GWY-311", timeout_s=PATIENCE_S, fills=True)
async def two_clients_have_two_limits(target: Target) -> None:
    """A client that used up its limit takes nothing from another, be it of the same network or not."""
    async with over_the_limit(target) as address:
        passes(await one_more(target, target.neighbour_of(address)), "a request of a neighbour in the same network")
        passes(await one_more(target, target.new_address()), "another client's request")


@check("GWY-312", timeout_s=PATIENCE_S, fills=True)
async def client_is_not_trimmed(target: Target) -> None:
    """`a ,b` and `a,b` are two clients."""
    address = target.new_address()
    async with one_window():
        await use_up(target, f"{address} ,192.0.2.1")
        passes(await one_more(target, f"{address},192.0.2.1"), "a request of `a,b` after 100 of `a ,b`")


@check("GWY-313", needs={"start"}, timeout_s=PATIENCE_S)
async def nameless_clients_share_a_limit(target: Target) -> None:
    """After 50 requests without X-Forwarded-For and 50 with an empty one, both are limited."""
    async with target.variant(env=NAMELESS) as other, one_window():
        origin = NAMELESS["ALLOWED_ORIGINS"]
        for address in (None, ""):
            await use_up(other, address, requests=other.limit // 2, origin=origin)
        for address in (None, ""):
            answer = await one_more(other, address, origin=origin)
            refused(answer, f"a 101st nameless request, X-Forwarded-For {said(address)}")


@check("GWY-314", needs={"start"}, timeout_s=PATIENCE_S)
async def leading_comma_is_a_client_of_its_own(target: Target) -> None:
    """A leading comma is one client, and not the one without a header."""
    async with target.variant(env=EMPTY_NAME) as other, one_window():
        origin = EMPTY_NAME["ALLOWED_ORIGINS"]
        await use_up(other, ",192.0.2.1", origin=origin)
        refused(await one_more(other, ",192.0.2.2", origin=origin), "a 101st request with a leading comma")
        passes(await one_more(other, None, origin=origin), "a request without X-Forwarded-For")


@check("GWY-315", needs={"rows"}, timeout_s=PATIENCE_S, fills=True)
async def limit_is_shared_over_sites(target: Target) -> None:
    """After 50 beacons for each of two sites the client is limited in both."""
    sites, address = (await target.new_site(), await target.new_site()), target.new_address()
    async with one_window():
        for site in sites:
            beacon = target.beacon(s=site.public_id)
            await target.post(beacon, address=target.new_address())
            at_once = target.at_once(target.limit)
            await repeat(lambda _, body=beacon: target.post(body, address=address), target.limit // 2, at_once)
        for site in sites:
            answer = await target.post(target.beacon(s=site.public_id), address=address)
            refused(answer, "a 101st request, after 50 for each of two sites")


@check("GWY-315", timeout_s=PATIENCE_S, fills=True)
async def limit_is_shared_over_origins(target: Target) -> None:
    """After 50 beacons from each of two origins the client is limited in both."""
    origins = (target.origin, await another_origin(target))
    address = target.new_address()
    async with one_window():
        for origin in origins:
            await use_up(target, address, requests=target.limit // 2, origin=origin)
        for origin in origins:
            answer = await one_more(target, address, origin=origin)
            refused(answer, f"a 101st request, from {origin}, after 50 from each of {' and '.join(origins)}")


# ---- one claim each --------------------------------------------------------------------------------------------------


def refused(answer: Answer, what: str) -> None:
    """The request is limited."""
    equal(429, answer.status, f"status of the answer to {what}")


def passes(answer: Answer, what: str) -> None:
    """The request is not limited, whatever else becomes of it."""
    different(429, answer.status, f"status of the answer to {what}")


async def a_windows_worth(target: Target, send: Callable[[int], Awaitable[Answer]]) -> None:
    """Send this as often as the limit has it; `send` is told the number, from 0."""
    await repeat(send, target.limit, target.at_once(target.limit))


async def a_hundred_count(target: Target, bodies: Sequence[dict[str, Any] | str], what: str) -> None:
    """A fresh client that sent a hundred of these, in turn, has nothing left."""
    address = target.new_address()
    async with one_window():
        await a_windows_worth(target, lambda number: target.post(bodies[number % len(bodies)], address=address))
        refused(await one_more(target, address), f"a valid beacon after 100 {what}")


async def refused_requests_are_free(target: Target, origin: str | None) -> None:
    """A fresh client that sent a hundred requests from this origin is let through from an allowed one."""
    address = target.new_address()
    async with one_window():
        await a_windows_worth(target, lambda _: target.post(target.beacon(), origin=origin, address=address))
        passes(await one_more(target, address), f"a beacon after 100 from the origin {origin}")


async def another_origin(target: Target) -> str:
    """Find a second origin that is let in: the allowed one with a port, as a subdomain, with a path or in capitals."""
    scheme, _, host = target.origin.partition("://")
    for origin in (f"{target.origin}:8443", f"{scheme}://other.{host}", f"{target.origin}/page", target.origin.upper()):
        if (await target.post({}, origin=origin)).status != 403:
            return origin
    raise NotObservable("this target allows only one origin that we know of")
