"""GWY-801, 806, 808, 811 and 825: an event is stored alike whatever happened, and what no step names is left alone.

Which columns a beacon decides stands in the other files; here it only matters that no kind of event is an exception.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import equal, one
from tests.conformance.stored import call_of, event_of, session_of
from tests.conformance.traces import metadata_in

if TYPE_CHECKING:
    from simulator.judge.target import Target

HAPPENED = (
    *(("interaction", "view"), ("interaction", "scroll_depth"), ("interaction", "hover_intent")),
    *(("conversion", "phone_call"), ("conversion", "whatsapp"), ("conversion", "form_submit")),
    *(("system", "heartbeat"), ("system", "session_end"), ("custom", "purchase")),
)
# Columns of blueprint 1.1 that no step of 3.2 names, and what a new row has there.
SESSION_DEFAULTS: dict[str, Any] = {"exit_page": None, "total_duration_sec": 0, "event_count": 0}
CALL_DEFAULTS = ("confirmed_at", "confirmed_by", "note", "score_breakdown", "matched_at")
_AGES = """
SELECT age FROM (
    SELECT now() - created_at AS age FROM sessions WHERE id = %s::uuid
    UNION ALL SELECT now() - created_at FROM events WHERE session_id = %s::uuid
    UNION ALL SELECT now() - created_at FROM calls WHERE matched_session_id = %s::uuid
) AS ages WHERE age NOT BETWEEN '-1 minute' AND '5 minutes'
"""


@check("GWY-806", needs={"rows"})
async def labels_are_kept_whatever_happened(target: Target) -> None:
    """event_label is el for every category and action."""
    for ec, ea in HAPPENED:
        event = await event_of(target, target.beacon(ec=ec, ea=ea, el="905321112233"))
        equal("905321112233", event["event_label"], f"event_label of {ec}/{ea}")


@check("GWY-808", needs={"rows"})
async def values_are_kept_whatever_happened(target: Target) -> None:
    """event_value is Number(ev) for every category and action."""
    for ec, ea in HAPPENED:
        event = await event_of(target, target.beacon(ec=ec, ea=ea, el="905321112233", ev=42.5))
        equal(Decimal("42.5"), event["event_value"], f"event_value of {ec}/{ea}")


@check("GWY-811", needs={"rows"})
async def meta_is_kept_whatever_happened(target: Target) -> None:
    """Everything of meta is in metadata for every category and action."""
    for ec, ea in HAPPENED:
        meta = {"fp": target.new_fingerprint(), "note": {"a": [1, None]}, "duration_sec": 7, "phone_number": "90532"}
        metadata = metadata_in(await event_of(target, target.beacon(ec=ec, ea=ea, meta=meta)))
        equal(meta, {key: metadata.get(key) for key in meta}, f"keys of meta in the metadata of {ec}/{ea}")


@check("GWY-825", needs={"rows"})
async def what_no_step_names_is_left_alone(target: Target) -> None:
    """A new session and call have nothing but defaults in the columns that no step names."""
    beacon = target.beacon(ea="phone_call", el="tel:+905321112233")
    session = await session_of(target, beacon)
    equal(SESSION_DEFAULTS, {column: session[column] for column in SESSION_DEFAULTS}, "unnamed columns of a session")
    call = one(await target.calls(beacon["sid"]), "calls of the click")
    seen = {column: call.get(column) for column in CALL_DEFAULTS}
    equal(dict.fromkeys(CALL_DEFAULTS), seen, "unnamed columns of a call")


@check("GWY-825", needs={"rows"})
async def rows_are_dated_when_they_are_stored(target: Target) -> None:
    """created_at of session, event and call is the database's now."""
    beacon = target.beacon(ea="whatsapp", el="https://wa.me/905321112233")
    await call_of(target, beacon)
    off = await target.fetch(_AGES, beacon["sid"], beacon["sid"], beacon["sid"])
    equal([], [str(row["age"]) for row in off], "ages of rows that were stored just now")
