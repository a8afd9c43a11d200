"""HAZ-201 to 208, 228 to 232, 240, 242, 244 and 245: sessions that lose, mix or miscount what they should hold."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from simulator.judge.check import NotShown, Shown, check
from tests.conformance.hazards_schema import month_after
from tests.conformance.measured import given, is_synced, measured, row_of, sent
from tests.conformance.stored import RAW, with_raw
from tests.conformance.window import PATIENCE_S

if TYPE_CHECKING:
    from simulator.judge.target import Target

TEL = "tel:+905321112233"
SHOP = "https://shop.example"


def heartbeat(target: Target, sid: str, **meta: Any) -> dict[str, Any]:
    """A heartbeat of this session in the tracker's form, with further `meta`."""
    beacon = target.beacon(sid=sid, ec="system", ea="heartbeat", el="session_active")
    beacon["meta"] |= meta
    return beacon


async def session_after(target: Target, *beacons: dict[str, Any]) -> dict[str, Any]:
    """Post beacons of one session and give its row."""
    await sent(target, *beacons)
    return row_of(await target.sessions(beacons[0]["sid"]), "the session")


@check("HAZ-201", needs={"rows"})
async def session_is_found_without_its_site(target: Target) -> Shown | NotShown:
    """A second site's beacon with the first one's sid ends up in the first site's session."""
    second, first = await target.new_site(), target.beacon()
    await sent(target, first, {**first, "s": second.public_id})
    session = row_of(await target.sessions(first["sid"]), "the session of the sid")
    own = await target.fetch("SELECT id FROM sessions WHERE site_id = %s::uuid", second.id)
    mixed = session["site_id"] == target.site.id and len(await target.events(first["sid"])) == 2 and not own
    return measured([mixed], "events of one site stored in another site's session")


@check("HAZ-202", needs={"rows"})
async def call_of_one_site_names_anothers_session(target: Target) -> Shown | NotShown:
    """A second site's click with the first one's sid is a call of one site and a session of the other."""
    second, first = await target.new_site(), target.beacon()
    await sent(target, first, {**first, "s": second.public_id, "ea": "phone_call", "el": TEL})
    calls = await target.fetch("SELECT * FROM calls WHERE site_id = %s::uuid", second.id)
    matched = calls[0]["matched_session_id"] if calls else None
    sites = [row["site_id"] for row in await target.sessions(matched)] if matched else []
    return measured([target.site.id in sites], "calls of one site that name another site's session")


@check("HAZ-203", needs={"rows"})
async def two_days_are_two_sessions(target: Target) -> Shown | NotShown:
    """One sid with `sm` on the 1st and on the 15th leaves two sessions."""
    first = target.beacon()
    await sent(target, first, {**first, "sm": target.month[:8] + "15"})
    return measured([len(await target.sessions(first["sid"])) == 2], "visits that two days as `sm` cut in two")


@check("HAZ-204", needs={"rows", "start", "own_database"}, timeout_s=PATIENCE_S)
async def new_month_cuts_a_visit(target: Target) -> Shown | NotShown:
    """One sid with this month's and the next month's `sm` leaves two sessions."""
    following = month_after(target.month)
    async with target.variant(ddl=with_month(following)) as other:
        first = other.beacon(sm=target.month)
        await sent(other, first, {**first, "sm": following})
        return measured(
            [len(await other.sessions(first["sid"])) == 2], "visits that the change of the month cut in two"
        )


@check("HAZ-205", needs={"rows", "start", "own_database"}, timeout_s=PATIENCE_S)
async def new_month_forgets_the_landing(target: Target) -> Shown | NotShown:
    """The next month's session of a visit has neither the landing page nor its wbraid or utm."""
    following, later = month_after(target.month), f"{SHOP}/later"
    async with target.variant(ddl=with_month(following)) as other:
        first = other.beacon(sm=target.month, u=f"{SHOP}/landing?wbraid=W&utm_medium=cpc")
        await sent(other, first, {**first, "sm": following, "u": later})
        rows = [row for row in await other.sessions(first["sid"]) if row["created_month"] == following]
    forgotten = [(row["entry_page"], row["wbraid"], row["attribution_source"]) for row in rows]
    return measured([forgotten == [(later, None, "Organic")]], "visits that lost their landing with the month")


def with_month(month: str) -> list[str]:
    """Statements that make the partitions of a further month."""
    after = month_after(month)
    return [f"CREATE TABLE {t}_later PARTITION OF {t} FOR VALUES FROM ('{month}') TO ('{after}')" for t in TABLES]


TABLES = ("sessions", "events")


@check("HAZ-206", needs={"rows"})
async def later_gclid_is_lost(target: Target) -> Shown | NotShown:
    """A session that began without a gclid has none after a view with one."""
    first = target.beacon()
    session = await session_after(target, first, {**first, "u": f"{SHOP}/?gclid=later"})
    return measured([session["gclid"] is None], "sessions that lost a later gclid")


@check("HAZ-207", needs={"rows"})
async def organic_stays_organic(target: Target) -> Shown | NotShown:
    """A session that began Organic stays so after a paid view, whose event says Paid."""
    first = target.beacon()
    session = await session_after(target, first, {**first, "u": f"{SHOP}/?utm_medium=cpc"})
    sources = [(event["metadata"] or {}).get("attribution_source") for event in await target.events(first["sid"])]
    lost = session["attribution_source"] == "Organic" and "Paid (UTM)" in sources
    return measured([lost], "sessions that stay Organic though an event of theirs is paid")


@check("HAZ-208", needs={"rows"})
async def first_to_arrive_is_the_entry(target: Target) -> Shown | NotShown:
    """With the second page's view posted first, it is the entry page and its attribution counts."""
    second = target.beacon(u=f"{SHOP}/second")
    session = await session_after(target, second, {**second, "u": f"{SHOP}/landing?utm_medium=cpc"})
    return measured([session["entry_page"] == second["u"]], "sessions whose entry page is not where the visit began")


@check("HAZ-228", needs={"rows"})
async def duration_shrinks(target: Target) -> Shown | NotShown:
    """After heartbeats with 60 and then 30 seconds the duration is 30."""
    sid = target.new_sid()
    session = await session_after(
        target, target.beacon(sid=sid), heartbeat(target, sid, duration_sec=60), heartbeat(target, sid, duration_sec=30)
    )
    return measured([session["total_duration_sec"] == 30], "durations that shrank")


@check("HAZ-229", needs={"rows"})
async def infinite_duration_erases(target: Target) -> Shown | NotShown:
    """After a heartbeat with 60 seconds, one with 1e400 leaves null."""
    beacon = target.beacon()
    session = await session_after(target, beacon, heartbeat(target, beacon["sid"], duration_sec=60))
    given(session["total_duration_sec"] == 60, "a stored duration of 60 s")
    await target.post(with_raw(heartbeat(target, beacon["sid"], duration_sec=RAW), "1e400"))
    session = row_of(await target.sessions(beacon["sid"]), "the session")
    return measured([session["total_duration_sec"] is None], "durations erased by 1e400")


@check("HAZ-230", needs={"rows"})
async def fractional_duration_loses_the_count(target: Target) -> Shown | NotShown:
    """Heartbeats with 12.5, `abc` or true seconds are synced and not counted."""
    trials = []
    for seconds in (12.5, "abc", True):
        beacon = target.beacon()
        answers = await sent(target, beacon, heartbeat(target, beacon["sid"], duration_sec=seconds))
        session = row_of(await target.sessions(beacon["sid"]), "the session")
        trials.append(is_synced(answers[1]) and session["event_count"] == 0)
    return measured(trials, "heartbeats answered synced that were not counted")


@check("HAZ-231", needs={"rows"})
async def tracker_never_sends_a_duration(target: Target) -> Shown | NotShown:
    """Heartbeats and a session end in the tracker's form leave the duration 0."""
    beacon = target.beacon()
    sid = beacon["sid"]
    end = target.beacon(sid=sid, ec="system", ea="session_end", el="page_unload", ev=None)
    end["meta"]["exit_page"] = beacon["u"]
    session = await session_after(target, beacon, heartbeat(target, sid), heartbeat(target, sid), end)
    given(session["event_count"] == 3, "three counted signs of life")
    return measured([not session["total_duration_sec"]], "visits with a session end and no duration")


@check("HAZ-232", needs={"rows"})
async def event_count_counts_no_events(target: Target) -> Shown | NotShown:
    """After three views and two clicks event_count is 0."""
    view = target.beacon()
    session = await session_after(target, view, view, view, *[{**view, "ea": "phone_call", "el": TEL}] * 2)
    given(len(await target.events(view["sid"])) == 5, "five stored events")
    return measured([session["event_count"] == 0], "sessions of five events whose event_count is 0")


@check("HAZ-240", needs={"rows"})
async def repeated_heartbeat_counts_twice(target: Target) -> Shown | NotShown:
    """Two copies of one heartbeat count two."""
    view = target.beacon()
    beat = heartbeat(target, view["sid"])
    session = await session_after(target, view, beat, beat)
    return measured([session["event_count"] == 2], "heartbeats delivered twice and counted twice")


@check("HAZ-242", needs={"rows"})
async def refused_event_leaves_its_session(target: Target) -> Shown | NotShown:
    """A new sid whose event is refused has a session without any event."""
    beacon = target.beacon(el="a\x00b")
    answer = await target.post(beacon)
    left = await target.sessions(beacon["sid"]) and not await target.events(beacon["sid"])
    return measured([answer.status == 500 and bool(left)], "sessions left without an event by a refused beacon")


@check("HAZ-244", needs={"rows"})
async def other_sid_is_a_session_each_time(target: Target) -> Shown | NotShown:
    """Three beacons of one version 1 sid leave three sessions."""
    node, clock = target.random.getrandbits(48), target.random.getrandbits(14)
    sid = str(uuid.UUID(fields=(target.random.getrandbits(32), 0xB2C3, 0x11EF, 0x80 | clock >> 8, clock & 255, node)))
    beacon = target.beacon(sid=sid)
    await sent(target, beacon, beacon, beacon)
    mine = "SELECT id FROM sessions WHERE site_id = %s::uuid AND fingerprint = %s"
    sessions = await target.fetch(mine, target.site.id, beacon["meta"]["fp"])
    return measured([len(sessions) == 3], "visits with a version 1 sid that are a session for every event")


@check("HAZ-245", needs={"rows"})
async def port_in_the_address_loses_the_visitor(target: Target) -> Shown | NotShown:
    """With a port behind the address the first beacon of a session is refused and leaves nothing."""
    beacon = target.beacon()
    answer = await target.post(beacon, headers={"X-Forwarded-For": f"{target.address}:443"})
    lost = answer.status == 500 and not await target.sessions(beacon["sid"])
    return measured([lost], "first beacons lost because a proxy wrote the port")
