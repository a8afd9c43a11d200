"""GWY-951 to 956: what `heartbeat` and `session_end` do to their session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import equal, one
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.literal import synced
from tests.conformance.stored import RAW, event_of, session_of, with_raw
from tests.conformance.traces import metadata_in
from tests.conformance.writing import written

if TYPE_CHECKING:
    from simulator.judge.target import Target


@check("GWY-951", needs={"rows"})
async def signs_of_life_are_counted(target: Target) -> None:
    """Each `heartbeat` and each `session_end`, of any category, adds 1 to event_count."""
    sid = target.new_sid()
    await target.post(target.beacon(sid=sid))
    for number, (category, action) in enumerate(
        (("system", "heartbeat"), ("interaction", "heartbeat"), ("custom", "session_end"), ("system", "session_end")), 1
    ):
        session = await session_of(target, target.beacon(sid=sid, ec=category, ea=action))
        equal(number, session["event_count"], f"event_count after {category}/{action}")


@check("GWY-951", needs={"rows"})
async def a_first_heartbeat_counts(target: Target) -> None:
    """A heartbeat that begins a session leaves event_count at 1."""
    session = await session_of(target, target.beacon(ec="system", ea="heartbeat"))
    equal(1, session["event_count"], "event_count of the new session")


@check("GWY-951", needs={"rows"})
async def signs_of_life_count_in_their_month(target: Target) -> None:
    """A heartbeat counts in the session of its month, not in the same sid's of another month."""
    sid, months = target.new_sid(), (target.month, target.month[:8] + "15")
    for month in months:
        await target.post(target.beacon(sid=sid, sm=month))
    await target.post(_sign(target, sid, "heartbeat", duration_sec=42) | {"sm": months[1]})
    seen = [(row["created_month"], row["event_count"], row["total_duration_sec"]) for row in await target.sessions(sid)]
    equal([(months[0], 0, 0), (months[1], 1, 42)], sorted(seen), "month, count and duration of the sid's sessions")


@check("GWY-951", needs={"rows"})
async def nothing_else_is_counted(target: Target) -> None:
    """`Heartbeat`, `heartbeat ` and `session_ended` add nothing, and neither does the category `heartbeat`."""
    sid = target.new_sid()
    for category, action in (
        *(("system", "Heartbeat"), ("system", "heartbeat "), ("system", "session_ended")),
        *(("system", "view"), ("heartbeat", "view")),
    ):
        session = await session_of(target, target.beacon(sid=sid, ec=category, ea=action))
        equal(0, session["event_count"], f"event_count after {category}/{action}")


@check("GWY-952", needs={"rows"})
async def a_truthy_duration_replaces_the_old(target: Target) -> None:
    """total_duration_sec is the last truthy meta.duration_sec, also a smaller one; a falsy one leaves it."""
    sid = target.new_sid()
    for action, duration, expected in (
        ("heartbeat", 42, 42),
        ("heartbeat", 0, 42),
        ("heartbeat", None, 42),
        ("heartbeat", OMIT, 42),
        ("heartbeat", 30, 30),
        ("session_end", OMIT, 30),
        ("session_end", 90, 90),
        ("heartbeat", 3_601, 3_601),
        ("heartbeat", 86_401, 86_401),
        ("session_end", 2_147_483_647, 2_147_483_647),
        ("session_end", 1, 1),
    ):
        session = await session_of(target, _sign(target, sid, action, duration_sec=duration))
        equal(expected, session["total_duration_sec"], f"total_duration_sec after {action} of {said(duration)}")


@check("GWY-953", needs={"rows"})
async def only_session_end_sets_the_exit_page(target: Target) -> None:
    """exit_page is the last truthy meta.exit_page of a session_end; no heartbeat writes it."""
    sid = target.new_sid()
    for action, page, expected in (
        ("heartbeat", "https://shop.example/a", None),
        ("session_end", "https://shop.example/b", "https://shop.example/b"),
        ("heartbeat", "https://shop.example/c", "https://shop.example/b"),
        ("session_end", OMIT, "https://shop.example/b"),
        ("session_end", "", "https://shop.example/b"),
        ("session_end", "https://shop.example/d", "https://shop.example/d"),
    ):
        session = await session_of(target, _sign(target, sid, action, exit_page=page))
        equal(expected, session["exit_page"], f"exit_page after {action} of {said(page)}")


@check("GWY-954", needs={"rows"})
async def a_null_count_becomes_one(target: Target) -> None:
    """A heartbeat makes a null event_count 1."""
    body = target.beacon()
    await session_of(target, body)
    taken = "UPDATE sessions SET event_count = NULL WHERE id = %s::uuid AND site_id = %s::uuid RETURNING id"
    one(await written(target, taken, body["sid"], target.site.id), "sessions to take the count from")
    session = await session_of(target, target.beacon(sid=body["sid"], ec="system", ea="heartbeat"))
    equal(1, session["event_count"], "event_count after the heartbeat")


@check("GWY-954", needs={"rows"})
async def odd_durations_are_stored(target: Target) -> None:
    """A negative duration, `"42"`, 12.0 and 1e2 are stored as the numbers they are."""
    for text, expected in (("-5", -5), ('"42"', 42), ("12.0", 12), ("1e2", 100)):
        body = _sign(target, target.new_sid(), "heartbeat", duration_sec=RAW)
        await target.post(with_raw(body, text))
        session = one(await target.sessions(body["sid"]), "sessions of the sid")
        equal(expected, session["total_duration_sec"], f"total_duration_sec for {text}")


@check("GWY-955", needs={"rows"})
async def a_refused_update_costs_nothing_else(target: Target) -> None:
    """A heartbeat whose update the database refuses is stored as an event and answered `synced`."""
    for duration in (12.5, "abc", 2_147_483_648):
        body = _sign(target, target.new_sid(), "heartbeat", duration_sec=duration)
        answer = await target.post(body)
        synced(answer, f"a duration of {said(duration)}")
        one(await target.events(body["sid"]), f"events after a duration of {said(duration)}")


@check("GWY-956", needs={"rows"})
async def a_sign_of_life_is_an_event(target: Target) -> None:
    """The heartbeat's and the session_end's own event is stored with category, action and metadata."""
    for action in ("heartbeat", "session_end"):
        event = await event_of(target, _sign(target, target.new_sid(), action, duration_sec=42))
        seen = (event["event_category"], event["event_action"], metadata_in(event).get("duration_sec"))
        equal(("system", action, 42), seen, f"category, action and metadata.duration_sec of {action}")


def _sign(target: Target, sid: str, action: str, **meta: Any) -> dict[str, Any]:
    """Build the tracker's own heartbeat (or session end) of a session."""
    given = {key: value for key, value in meta.items() if value is not OMIT}
    return target.beacon(sid=sid, ec="system", ea=action, meta={"fp": target.new_fingerprint(), "gclid": None, **given})
