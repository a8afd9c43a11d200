"""GWY-922 to 925: what becomes of a click when the upsert is refused.

It is refused on a database without the constraint and the index that `ON CONFLICT` names: the target's own, where it
has neither, else one of ours. Every click here has a stamp of its own, so only the ten seconds can make one a
duplicate. Time is moved by ageing the stored call, not by waiting.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from simulator.judge.check import NotObservable, check
from simulator.judge.expect import equal, one
from tests.conformance.literal import synced
from tests.conformance.window import PATIENCE_S, one_window
from tests.conformance.writing import written

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from simulator.judge.target import Target

TEL = "tel:+905321112233"
NO_DEDUPE_KEY = (
    "ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq",
    "DROP INDEX idx_calls_site_intent_stamp_uniq",
)
# What ON CONFLICT (site_id, intent_stamp) takes for its key: unique, of these columns alone, of all rows.
DEDUPE_KEYS = """
SELECT indexrelid::regclass::text AS name FROM pg_index
WHERE indrelid = to_regclass('calls') AND indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL
  AND (SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute
       WHERE attrelid = indrelid AND attnum = ANY(indkey)) = ARRAY['intent_stamp', 'site_id']
"""
NEEDS, USES = {"rows"}, {"start", "own_database"}
# What must be within ten seconds of a call is trusted to be where it took this long at most.
WITHIN_S = 9.0


async def has_dedupe_key(target: Target) -> bool:
    """Whether the target's own database lets a call be upserted."""
    return bool(await target.fetch(DEDUPE_KEYS))


@asynccontextmanager
async def without_dedupe_key(target: Target) -> AsyncIterator[Target]:
    """The gateway on a database where every upsert of a call fails: its own, if that is so there, else one of ours."""
    if not await has_dedupe_key(target):
        yield target
        return
    if not target.offers(*USES):
        raise NotObservable(
            "their calls has the key that an upsert needs, and the database is not the harness's own, so no DDL:"
            " --start in place of --gateway gets one",
            "own_database",
        )
    async with target.variant(ddl=NO_DEDUPE_KEY) as other:
        yield other


async def clicked(target: Target, sid: str, **wire: Any) -> int:
    """Click with a fresh stamp; how many calls the session has then."""
    beacon = target.beacon(**{"sid": sid, "ea": "phone_call", "el": TEL, **wire})
    beacon["meta"]["intent_stamp"] = f"{target.random.getrandbits(64):016x}"
    synced(await target.post(beacon), "the click")
    return len(await target.calls(sid))


async def age(target: Target, sid: str, seconds: float) -> None:
    """Make the session's calls older by this many seconds."""
    moved = "UPDATE calls SET created_at = created_at - make_interval(secs => %s) WHERE matched_session_id = %s::uuid"
    await written(target, moved, seconds, sid)


@check("GWY-922", needs=NEEDS, uses=USES, timeout_s=PATIENCE_S, own_site=True)
async def call_of_the_last_ten_seconds_is_a_duplicate(target: Target) -> None:
    """A second and a third click on the same target at once add no call and leave the first as it was."""
    async with without_dedupe_key(target) as other, one_window(WITHIN_S):
        sid = other.new_sid()
        await clicked(other, sid)
        first = await other.calls(sid)
        for number in (2, 3):
            equal(1, await clicked(other, sid), f"calls after {number} clicks")
        equal(first, await other.calls(sid), "the call")


@check("GWY-923", needs=NEEDS, uses=USES, timeout_s=PATIENCE_S, own_site=True)
async def call_is_inserted_when_there_is_none(target: Target) -> None:
    """The first click is stored with site, session, action, target and status, though its upsert failed."""
    async with without_dedupe_key(target) as other:
        sid = other.new_sid()
        await clicked(other, sid)
        call = one(await other.calls(sid), "calls after one click")
        seen = tuple(str(call[name]) for name in ("site_id", "matched_session_id", "intent_action", "intent_target"))
        equal((other.site.id, sid, "phone", TEL), seen, "site, session, action and target of the call")
        equal(("intent", "click"), (call["status"], call["source"]), "status and source of the call")


@check("GWY-924", needs=NEEDS, uses=USES, timeout_s=PATIENCE_S, own_site=True)
async def ten_seconds_run_from_the_stored_call(target: Target) -> None:
    """At six seconds a call makes a click a duplicate, at eleven it does not, refused clicks between or not."""
    async with without_dedupe_key(target) as other:
        sid = other.new_sid()
        await clicked(other, sid)
        await age(other, sid, 11)
        equal(2, await clicked(other, sid), "calls after a second click 11 s later")
        sid = other.new_sid()
        async with one_window(WITHIN_S - 6):
            await clicked(other, sid)
            await age(other, sid, 6)
            equal(1, await clicked(other, sid), "calls after a second click 6 s later")
        await age(other, sid, 5)
        equal(2, await clicked(other, sid), "calls after a third click 11 s after the first")


@check("GWY-925", needs=NEEDS, uses=USES, timeout_s=PATIENCE_S, own_site=True)
async def another_click_is_another_call(target: Target) -> None:
    """Another target, action, site or session within ten seconds is another call."""
    async with without_dedupe_key(target) as other:
        sid = other.new_sid()
        await clicked(other, sid)
        second = await other.new_site()
        for number, (what, wire) in enumerate(
            (
                ("another target", {"el": "tel:+905330000000"}),
                ("another action", {"ea": "whatsapp", "el": "https://wa.me/905321112233"}),
                ("another site", {"s": second.public_id}),
            ),
            start=2,
        ):
            equal(number, await clicked(other, sid, **wire), f"calls after {what}")
        equal(1, await clicked(other, other.new_sid()), "calls of another session after its own click")


@check("GWY-925", needs=NEEDS, uses=USES, timeout_s=PATIENCE_S, own_site=True)
async def call_of_another_action_or_source_is_another(target: Target) -> None:
    """A call of this target that is of another action or source, as no click can make it, is no duplicate."""
    async with without_dedupe_key(target) as other:
        for column, value in (("intent_action", "whatsapp"), ("source", "import")):
            sid = other.new_sid()
            await clicked(other, sid)
            await written(other, f"UPDATE calls SET {column} = %s WHERE matched_session_id = %s::uuid", value, sid)
            equal(2, await clicked(other, sid), f"calls after a click beside one whose {column} is {value}")
