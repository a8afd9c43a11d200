"""HAZ-257 to 260: what is lost when many come back at once, a gateway is killed, or its database is away.

Gateway and database are this check's own wherever something is killed. A count accuses nobody.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx

from simulator.at_once import From, together
from simulator.judge.check import NotShown, Shown, check
from simulator.waiting import NeverHappened, wait_until
from tests.conformance.broken_databases import STARTING_S
from tests.conformance.hazards_limit import admitted, conversion_of
from tests.conformance.measured import counted, given, is_synced, measured, sent
from tests.conformance.window import LIMIT, PATIENCE_S, one_window, use_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.judge.lives import Lives
    from simulator.judge.target import Target

VISITORS, QUEUED = 11, 10
MISSED, CROWD = 5, 25
STORED_S, BACK_S = 10, 30
OUTAGE_S = STARTING_S + 60
KILLED = "a gateway is killed or its database taken away, so both must be the check's own"


@check("HAZ-257", needs={"rows"}, exclusive=True, timeout_s=PATIENCE_S)
async def storm_of_drained_queues(target: Target) -> Shown | NotShown:
    """Of 110 items that eleven visitors behind one address drain at once, those past the limit are not stored."""
    visits = [target.beacon() for _ in range(VISITORS)]
    begun = [await target.post(visit, address=target.new_address()) for visit in visits]
    given(all(map(is_synced, begun)), "eleven sessions")
    items = [target.beacon(sid=visit["sid"], ea="scroll_depth") for visit in visits for _ in range(QUEUED)]
    sender = From(target.endpoint, target.origin, *target.conveyed(target.new_address()), tls=target.tls)
    async with one_window():
        answers = await together(sender, items)
    refused = sum(answer.status == 429 for answer in answers)
    stored = sum([len(await target.events(visit["sid"])) - 1 for visit in visits])
    return counted(min(refused, len(items) - stored), len(items), "drained items, refused and not stored")


@check("HAZ-258", needs={"start", "own_database"}, timeout_s=OUTAGE_S, own_because=KILLED)
async def restart_forgets_the_limited(target: Target) -> Shown | NotShown:
    """An address answered 429 is admitted a hundred more times by the gateway's next life, within the window."""
    async with target.lives() as (lives, present), one_window():
        address = target.new_address()
        answers = await use_up(present(), address)
        last = await present().post(present().beacon(), address=address)
        given(admitted(answers) == LIMIT and last.status == 429, "an address that is limited")
        await lives.kill()
        await lives.start()
        again = admitted(await use_up(present(), address))
    what = f"limited addresses that a restart let in anew ({again} of {LIMIT} beacons)"
    return measured([again == LIMIT], what)


@check("HAZ-259", needs={"rows", "start", "own_database"}, timeout_s=OUTAGE_S, own_because=KILLED)
async def killed_between_its_statements(target: Target) -> Shown | NotShown:
    """A gateway killed at its first write leaves a session without event, at its second an event without call."""
    async with target.lives() as (lives, present):
        bare = await killed_at("sessions", lives, present)
        given(await settled(bare, present().sessions), "the statement that was under way")
        halves = [not await present().events(bare["sid"])]
        await lives.start()
        callless = await killed_at("events", lives, present)
        given(await settled(callless, present().events), "the statement that was under way")
        halves.append(not await present().calls(callless["sid"]))
    return measured(halves, "beacons of which a kill left half")


async def killed_at(table: str, lives: Lives, present: Callable[[], Target]) -> dict[str, Any]:
    """Kill the gateway while it waits to write a click into a table, then let the statement through; give the click."""
    beacon = conversion_of(present())
    async with lives.held(table):
        posting = asyncio.create_task(present().post(beacon))
        await lives.until_waiting(table)
        await lives.kill()
        with suppress(httpx.HTTPError):
            await posting
    return beacon


async def settled(beacon: dict[str, Any], rows: Callable[[str], Any]) -> bool:
    """Whether the row of the statement that was under way came to be."""
    with suppress(NeverHappened):
        return bool(await wait_until(lambda: rows(beacon["sid"]), STORED_S))
    return False


@check("HAZ-260", needs={"rows", "start", "own_database"}, timeout_s=OUTAGE_S, own_because=KILLED)
async def outage_loses_its_events(target: Target) -> Shown | NotShown:
    """Beacons answered 500 while the database is away or its connections are taken are not stored afterwards either."""
    async with target.lives() as (lives, present):
        given(is_synced(await present().post(present().beacon())), "a gateway that stores")
        away = [present().beacon() for _ in range(MISSED)]
        await lives.take_database_away()
        answers = await sent(present(), *away)
        await lives.give_database_back()
        await answering(present)
        crowd = [present().beacon() for _ in range(CROWD)]
        async with lives.held("sessions"):
            crowded = [asyncio.create_task(present().post(one, address=present().new_address())) for one in crowd]
            await asyncio.wait(crowded, return_when=asyncio.FIRST_COMPLETED)
        answers += await asyncio.gather(*crowded)
        await answering(present)
        refused = [one for one, answer in zip(away + crowd, answers, strict=True) if answer.status == 500]
        lost = [one for one in refused if not await present().events(one["sid"])]
    return counted(len(lost), len(away + crowd), "beacons of an outage, answered 500 and stored by nobody")


async def answering(present: Callable[[], Target]) -> None:
    """Wait until beacons are stored again."""

    async def synced() -> bool:
        return is_synced(await present().post(present().beacon(), address=present().new_address()))

    await wait_until(synced, BACK_S, pause_s=0.2)
