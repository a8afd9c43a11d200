"""HAZ-101 to 107: what the blueprint's tables lose or confuse by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from simulator.judge.check import NotShown, Shown, check
from simulator.judge.target import OMIT
from tests.conformance.measured import counted, given, measured, row_of, sent
from tests.conformance.writing import written

if TYPE_CHECKING:
    from simulator.judge.target import Target

TEL = "tel:+905321112233"
HALF_HOUR_MS = 30 * 60 * 1000

PARTITIONS = """
SELECT parent.relname AS parent, child.relname AS partition, child.relreplident::text AS identity,
       parent.relreplident::text AS parent_identity, pg_get_expr(child.relpartbound, child.oid) AS bound
FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
WHERE inhparent IN ('sessions'::regclass, 'events'::regclass)
"""
PUBLISHED = "SELECT tablename FROM pg_publication_tables WHERE pubname = 'supabase_realtime'"


def month_after(month: str) -> str:
    """The first of the month after one given as YYYY-MM-01."""
    return str((date.fromisoformat(month) + timedelta(days=31)).replace(day=1))


async def is_lost(target: Target, sid: str, status: int) -> bool:
    """Whether a beacon was refused and left nothing."""
    return status == 500 and not await target.sessions(sid) and not await target.events(sid)


@check("HAZ-101", needs={"rows"})
async def next_month_is_lost(target: Target) -> Shown | NotShown:
    """A beacon of the month after the database's own is refused and leaves no row."""
    trials = []
    for _ in range(3):
        beacon = target.beacon(sm=month_after(target.month))
        answer = await target.post(beacon)
        trials.append(await is_lost(target, beacon["sid"], answer.status))
    return measured(trials, f"beacons of {month_after(target.month)}, the month after this one, refused and lost")


@check("HAZ-102", needs={"rows", "clock"})
async def month_before_is_lost(target: Target) -> Shown | NotShown:
    """With the gateway's clock in the last hour of the month before, a beacon without `sm` is lost."""
    first = datetime.fromisoformat(target.month).replace(tzinfo=UTC)
    what = "beacons of the last UTC hour before the month that the database's date named, refused and lost"
    beacon = target.beacon(sm=OMIT)
    await target.clock.freeze(int(first.timestamp() * 1000) - HALF_HOUR_MS)
    try:
        answer = await target.post(beacon)
    finally:
        await target.clock.release()
    return measured([await is_lost(target, beacon["sid"], answer.status)], what)


@check("HAZ-103", needs={"catalogue"})
async def partitions_lack_the_replica_identity(target: Target) -> Shown | NotShown:
    """Partitions of tables with REPLICA IDENTITY FULL that have the default themselves."""
    rows = [row for row in await target.fetch(PARTITIONS) if row["parent_identity"] == "f"]
    given(rows, "a partition of a table whose replica identity is full")
    without = [row for row in rows if row["identity"] != "f"]
    return counted(len(without), len(rows), "partitions without the replica identity their table has")


@check("HAZ-104", needs={"catalogue"})
async def publication_names_partitions(target: Target) -> Shown | NotShown:
    """Partitioned tables that the publication publishes under their partitions' names only."""
    published = {row["tablename"] for row in await target.fetch(PUBLISHED)}
    given(published, "a publication supabase_realtime with tables")
    partitions = await target.fetch(PARTITIONS)
    by_partition = [
        root
        for root in ("sessions", "events")
        if root not in published and any(row["parent"] == root and row["partition"] in published for row in partitions)
    ]
    return counted(len(by_partition), 2, "partitioned tables published under their partitions' names, not their own")


@check("HAZ-105", needs={"rows"})
async def call_matches_two_sessions(target: Target) -> Shown | NotShown:
    """A call's matched_session_id finds two sessions when one sid was used with two days."""
    first = target.beacon()
    second = {**first, "sm": target.month[:8] + "15"}
    await sent(target, first, second, {**first, "ea": "phone_call", "el": TEL})
    call = row_of(await target.calls(first["sid"]), "the call")
    sessions = await target.sessions(call["matched_session_id"])
    return measured([len(sessions) == 2], "calls whose matched_session_id is the id of two sessions")


@check("HAZ-106", needs={"rows"})
async def call_outlives_its_session(target: Target) -> Shown | NotShown:
    """After its session was deleted a call still names it, while the events are gone."""
    beacon = target.beacon(ea="phone_call", el=TEL)
    await target.post(beacon)
    given(await target.calls(beacon["sid"]), "a call")
    await written(target, "DELETE FROM sessions WHERE id = %s::uuid", beacon["sid"])
    calls, events = await target.calls(beacon["sid"]), await target.events(beacon["sid"])
    return measured([len(calls) == 1 and not events], "calls that name a session which is no more")


@check("HAZ-107", needs={"rows"})
async def value_too_long_for_its_index(target: Target) -> Shown | NotShown:
    """A fingerprint or a category of eight incompressible kilobytes loses the event."""
    trials = []
    for wire in ({"ec": target.random.randbytes(4096).hex()}, {"meta": {"fp": target.random.randbytes(4096).hex()}}):
        beacon = target.beacon(**wire)
        answer = await target.post(beacon)
        trials.append(answer.status == 500 and not await target.events(beacon["sid"]))
    return measured(trials, "events lost because ec or meta.fp is too long for an index")
