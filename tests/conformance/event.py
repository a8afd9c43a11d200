"""GWY-801 to 810 and 820 to 822: the event row a beacon leaves. Its metadata: `metadata.py`.

Expectations are literal, from the clause and facts 9; values that Python's JSON cannot write are spliced in as text.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import absent, equal, one
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.broken_databases import NO_EVENTS
from tests.conformance.literal import answered, error_body, synced
from tests.conformance.stored import RAW, event_of, with_raw
from tests.conformance.window import PATIENCE_S

if TYPE_CHECKING:
    from simulator.judge.target import Target

WRITE_FAILED = error_body("Database write failed")
# Cents, many digits, very small and very large: each is a double, and none is rounded or capped.
FINE_VALUES: tuple[tuple[Any, str], ...] = (
    *((19.999, "19.999"), (-0.125, "-0.125"), ("1234567.891", "1234567.891"), (5e-7, "0.0000005")),
    *((1_000_001, "1000001"), (2_147_483_648, "2147483648"), (9_007_199_254_740_991, "9007199254740991")),
)
FALSY: tuple[Any, ...] = ("", None, 0, False, OMIT)


@check("GWY-801", needs={"rows"})
async def a_synced_beacon_is_one_event(target: Target) -> None:
    """A synced beacon is exactly one event, and a second one another."""
    beacon = target.beacon()
    for number in (1, 2):
        answer = await target.post(beacon)
        synced(answer, f"beacon {number}")
        equal(number, len(await target.events(beacon["sid"])), f"events after {number} synced beacons")


@check("GWY-802", needs={"rows"})
async def event_carries_its_sessions_id_and_month(target: Target) -> None:
    """The event carries the session's id and month, also where that is not the gateway's month."""
    # The 15th is a month of its own to the gateway and needs no other partition.
    beacon = target.beacon(sm=target.month[:8] + "15")
    event = await event_of(target, beacon)
    session = one(await target.sessions(beacon["sid"]), "sessions of the sid")
    equal(
        (str(session["id"]), beacon["sm"]),
        (str(event["session_id"]), str(event["session_month"])),
        "session_id and session_month of the event",
    )


@check("GWY-803", needs={"rows"})
async def event_lies_in_the_partition_of_its_month(target: Target) -> None:
    """First, middle and 28th of a month: the event lies in events_YYYY_MM."""
    partition = "events_" + target.month[:7].replace("-", "_")
    for day in ("01", "15", "28"):
        event = await event_of(target, target.beacon(sm=target.month[:8] + day))
        equal(partition, event["partition"].rpartition(".")[2].strip('"'), f"partition of an event of the {day}.")


@check("GWY-804", needs={"rows"})
async def category_is_ec_or_interaction(target: Target) -> None:
    """event_category is ec as sent, and interaction if that is falsy."""
    for sent in ("navigation", "Interaction", "conversion", " "):
        event = await event_of(target, target.beacon(ec=sent))
        equal(sent, event["event_category"], f"event_category of ec {said(sent)}")
    for sent in FALSY:
        event = await event_of(target, target.beacon(ec=sent))
        equal("interaction", event["event_category"], f"event_category of ec {said(sent)}")


@check("GWY-805", needs={"rows"})
async def action_is_ea_or_view(target: Target) -> None:
    """event_action is ea as sent, and view if that is falsy."""
    for sent in ("Form_Submit", " "):
        equal(
            sent, (await event_of(target, target.beacon(ea=sent)))["event_action"], f"event_action of ea {said(sent)}"
        )
    for sent in FALSY:
        equal(
            "view", (await event_of(target, target.beacon(ea=sent)))["event_action"], f"event_action of ea {said(sent)}"
        )


@check("GWY-806", needs={"rows"})
async def label_is_el_as_given(target: Target) -> None:
    """event_label is el untouched; an empty one stays empty, an absent or null one is null."""
    for sent, stored in ((" Söz — 50 % ", " Söz — 50 % "), ("", ""), (OMIT, None), (None, None)):
        equal(
            stored, (await event_of(target, target.beacon(el=sent)))["event_label"], f"event_label of el {said(sent)}"
        )


@check("GWY-807", needs={"rows"})
async def other_values_are_stored_as_json_text(target: Target) -> None:
    """Numbers, booleans and objects in ec, ea and el are stored as their JSON text."""
    texts = ((5, "5"), (True, "true"), ({"a": 1}, '{"a":1}'))
    for key, column in (("ec", "event_category"), ("ea", "event_action"), ("el", "event_label")):
        extra = ((False, "false"), ({}, "{}")) if key == "el" else ()
        for sent, stored in texts + extra:
            event = await event_of(target, target.beacon(**{key: sent}))
            equal(stored, event[column], f"{column} of {key} {said(sent)}")


@check("GWY-808", needs={"rows"})
async def value_is_the_number_of_ev_or_null(target: Target) -> None:
    """event_value is Number(ev), and null if ev is falsy."""
    for sent, stored in ((12, "12"), ("12", "12"), (-3, "-3"), (1.5, "1.5"), ("0.25", "0.25"), *FINE_VALUES):
        event = await event_of(target, target.beacon(ev=sent))
        equal(Decimal(stored), event["event_value"], f"event_value of ev {said(sent)}")
    for sent in FALSY:
        equal(None, (await event_of(target, target.beacon(ev=sent)))["event_value"], f"event_value of ev {said(sent)}")


@check("GWY-809", needs={"rows"})
async def value_that_is_not_finite_is_null(target: Target) -> None:
    """An ev that is NaN or infinite as a number is stored as null."""
    for text in ('"abc"', "1e400", "-1e400", '"Infinity"', "[1,2]", "{}"):
        beacon = target.beacon(ev=RAW)
        event = await event_of(target, beacon, body=with_raw(beacon, text))
        equal(None, event["event_value"], f"event_value of ev {text}")


@check("GWY-810", needs={"rows"})
async def value_follows_number_of_javascript(target: Target) -> None:
    """Number() decides what an odd ev is worth."""
    for text, stored in (
        ("true", "1"),
        ("[]", "0"),
        ("[5]", "5"),
        ('"0"', "0"),
        ('"0x10"', "16"),
        ('" 7 "', "7"),
        (r'"\n"', "0"),
        ("1e21", "1000000000000000000000"),
        ("12345678901234567890", "12345678901234567000"),
    ):
        beacon = target.beacon(ev=RAW)
        event = await event_of(target, beacon, body=with_raw(beacon, text))
        equal(Decimal(stored), event["event_value"], f"event_value of ev {text}")


@check("GWY-820", needs={"rows"})
async def unstorable_character_keeps_the_session(target: Target) -> None:
    """NUL or a lone surrogate in a field of the event: 500, no event, and the session stays."""
    for wire in ({"el": "a\x00b"}, {"ea": "a\ud800"}, {"ec": "\udfff"}, {"meta": {"note": "\x00"}}):
        beacon = target.beacon(**wire)
        answer = await target.post(beacon)
        answered(500, WRITE_FAILED, answer, repr(wire))
        absent(await target.events(beacon["sid"]), f"events of {said(wire)}")
        one(await target.sessions(beacon["sid"]), f"sessions of {said(wire)}")


@check("GWY-821", needs={"rows"})
async def category_too_big_for_its_index(target: Target) -> None:
    """An incompressible ec of eight kilobytes is answered 500 and not cut."""
    beacon = target.beacon(ec=target.random.randbytes(4096).hex())
    answer = await target.post(beacon)
    answered(500, WRITE_FAILED, answer, "an ec of 8 kB")
    absent(await target.events(beacon["sid"]), "events of an ec of 8 kB")


@check("GWY-821", needs={"rows"})
async def long_label_is_stored_whole(target: Target) -> None:
    """A label of forty kilobytes, which no index holds, is stored whole."""
    label = target.random.randbytes(20_000).hex()
    event = await event_of(target, target.beacon(el=label))
    equal(label, event["event_label"], "event_label of 40 kB")


@check("GWY-822", needs={"start", "own_database"}, timeout_s=PATIENCE_S)
async def refused_event_is_answered_500(target: Target) -> None:
    """An event the database refuses is answered 500 with exactly the three keys."""
    async with target.variant(ddl=NO_EVENTS) as other:
        answered(500, WRITE_FAILED, await other.post(other.beacon()), "a beacon whose event is refused")
