"""GWY-901 to 908, 926 to 931 and 935: which events are intents, and the call row an intent leaves.

Targets stand in `intent_targets.py`, stamps in `intent_stamps.py`, the refused upsert in `intent_fallback.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import absent, equal, one
from simulator.judge.target import DESKTOP_CHROME, OMIT
from simulator.judge.wording import said
from tests.conformance.broken_databases import NO_CALLS
from tests.conformance.literal import synced
from tests.conformance.stored import call_of
from tests.conformance.traces import events_of_visitor, metadata_in
from tests.conformance.window import PATIENCE_S

if TYPE_CHECKING:
    from simulator.judge.target import Target

TEL = "tel:+905321112233"
WA = "https://wa.me/905321112233"
PAID = "https://shop.example/?utm_medium=cpc"
# A label that is a target to both and a signal of neither.
NEUTRAL = "905321112233"
PHONE_ACTIONS = ("phone_call", "phone_click", "call_click", "tel_click")
WHATSAPP_ACTIONS = ("whatsapp", "whatsapp_click", "wa_click")
ACTIONS = [(action, "phone") for action in PHONE_ACTIONS] + [(action, "whatsapp") for action in WHATSAPP_ACTIONS]


def click(target: Target, ea: Any, el: Any, meta: dict[str, Any] | None = None, **wire: Any) -> dict[str, Any]:
    """A beacon of a new session with this action and label, and further `meta`."""
    beacon = target.beacon(ea=ea, el=el, **wire)
    beacon["meta"] |= meta or {}
    return beacon


async def kind_of(target: Target, beacon: dict[str, Any], what: str) -> str:
    """The `intent_action` of the one call this click leaves."""
    return (await call_of(target, beacon, what=what))["intent_action"]


@check("GWY-901", needs={"rows"}, own_site=True)
async def a_click_inserts_one_call(target: Target) -> None:
    """A phone and a WhatsApp click each insert one call of their site, session and fingerprint."""
    for ea, el in (("phone_call", TEL), ("whatsapp", WA)):
        beacon = click(target, ea, el)
        call = await call_of(target, beacon, what=ea)
        seen = (str(call["site_id"]), str(call["matched_session_id"]), call["matched_fingerprint"])
        equal((target.site.id, beacon["sid"], beacon["meta"]["fp"]), seen, f"site, session and fingerprint of {ea}")
        equal(("intent", "click"), (call["status"], call["source"]), f"status and source of {ea}")


@check("GWY-902", needs={"rows"}, own_site=True)
async def other_events_insert_no_call(target: Target) -> None:
    """Views, scrolls, forms, heartbeats and conversions without a click's words insert no call."""
    for ec, ea, el in (
        ("interaction", "view", "Landing"),
        ("interaction", "scroll_depth", "50%"),
        ("conversion", "form_submit", "905321112233"),
        ("system", "heartbeat", "session_active"),
        ("interaction", "hover_intent", "phone"),
        ("interaction", "call", "whatsapp"),
    ):
        beacon = target.beacon(ec=ec, ea=ea, el=el)
        await target.post(beacon)
        absent(await target.calls(beacon["sid"]), f"calls of {ec}/{ea}/{el}")


@check("GWY-903", needs={"rows"}, own_site=True)
async def action_names_of_meta(target: Target) -> None:
    """meta.intent_action of any of the seven names, in any case and with blanks around, is an intent."""
    for action, kind in ACTIONS:
        for spelling in (action, f" {action.title()}\n"):
            beacon = click(target, "click", NEUTRAL, {"intent_action": spelling})
            equal(
                kind, await kind_of(target, beacon, f"meta.intent_action {said(spelling)}"), f"kind of {said(spelling)}"
            )


@check("GWY-903", needs={"rows"}, own_site=True)
async def action_names_of_ea(target: Target) -> None:
    """Without a truthy meta.intent_action, ea of any of the seven names is an intent, trimmed and lower-cased."""
    for action, kind in ACTIONS:
        for spelling, meta in ((action, {}), (f" {action.upper()} ", {"intent_action": ""})):
            beacon = click(target, spelling, NEUTRAL, meta)
            equal(kind, await kind_of(target, beacon, f"ea {said(spelling)}"), f"kind of ea {said(spelling)}")


@check("GWY-903", needs={"rows"}, own_site=True)
async def meta_action_replaces_ea(target: Target) -> None:
    """A truthy meta.intent_action is asked instead of ea: rubbish in it hides tel_click and whatsapp_click."""
    for ea in ("tel_click", "whatsapp_click", "wa_click"):
        beacon = click(target, ea, NEUTRAL, {"intent_action": "rubbish"})
        await target.post(beacon)
        absent(await target.calls(beacon["sid"]), f"calls of {ea} with meta.intent_action rubbish")


@check("GWY-904", needs={"rows"}, own_site=True)
async def some_actions_cannot_be_hidden(target: Target) -> None:
    """Ea phone_call, phone_click, call_click and whatsapp are intents whatever meta.intent_action says."""
    for ea, kind in (
        ("phone_call", "phone"),
        ("phone_click", "phone"),
        ("call_click", "phone"),
        ("Phone_Call", "phone"),
        ("whatsapp", "whatsapp"),
    ):
        beacon = click(target, ea, NEUTRAL, {"intent_action": "rubbish"})
        equal(kind, await kind_of(target, beacon, f"ea {ea} with rubbish in meta"), f"kind of ea {ea}")


@check("GWY-905", needs={"rows"}, own_site=True)
async def labels_are_intents(target: Target) -> None:
    """A label that starts with tel: is phone; one that contains wa.me or whatsapp.com is WhatsApp."""
    for label, kind in (
        ("tel:+905321112233", "phone"),
        ("TEL:05321112233", "phone"),
        (WA, "whatsapp"),
        ("https://api.whatsapp.com/send?phone=905321112233", "whatsapp"),
        ("https://evil.test/?x=wa.me", "whatsapp"),
        ("swa.me", "whatsapp"),
    ):
        beacon = click(target, "view", label)
        equal(kind, await kind_of(target, beacon, f"label {label}"), f"kind of label {label}")


@check("GWY-906", needs={"rows"}, own_site=True)
async def phone_beats_whatsapp(target: Target) -> None:
    """With signals of both the intent is a phone click."""
    for ea, el, meta in (
        ("whatsapp", TEL, {}),
        ("phone_call", WA, {}),
        ("whatsapp", NEUTRAL, {"intent_action": "tel_click"}),
        ("call_click", NEUTRAL, {"intent_action": "whatsapp"}),
        ("view", TEL + "?wa.me", {}),
    ):
        beacon = click(target, ea, el, meta)
        equal("phone", await kind_of(target, beacon, f"{ea} {el} {meta}"), f"kind of {ea} {el} {meta}")


@check("GWY-907", needs={"rows"}, own_site=True)
async def near_misses_are_no_intents(target: Target) -> None:
    """The labels `whatsapp://send` and ` tel:` are no intents."""
    for label in ("whatsapp://send?phone=905321112233", " tel:+905321112233", "hotel:+905321112233"):
        beacon = click(target, "view", label)
        await target.post(beacon)
        absent(await target.calls(beacon["sid"]), f"calls of label {said(label)}")


@check("GWY-908", needs={"rows"}, own_site=True)
async def intent_action_is_one_of_two_words(target: Target) -> None:
    """The column intent_action is `phone` or `whatsapp`, never the raw action."""
    for ea, kind in ACTIONS:
        call = await call_of(target, click(target, ea, NEUTRAL), what=ea)
        equal(kind, call["intent_action"], f"intent_action of {ea}")


@check("GWY-926", needs={"rows"}, own_site=True)
async def call_carries_the_events_score(target: Target) -> None:
    """lead_score and lead_score_at_match are the score of the click's own event."""
    for ea, el, wire in (
        ("phone_call", TEL, {"ec": "conversion"}),
        ("phone_call", TEL, {"ec": "interaction"}),
        ("whatsapp", WA, {"ec": "conversion"}),
        ("hover_intent", TEL, {"ec": "conversion", "u": PAID, "r": "https://www.google.com/"}),
        ("view", WA, {"ec": "custom"}),
    ):
        beacon = click(target, ea, el, **wire)
        call = await call_of(target, beacon)
        score = metadata_in(one(await target.events(beacon["sid"]), "events of the click")).get("lead_score")
        equal((score, score), (call["lead_score"], call["lead_score_at_match"]), f"lead scores of {ea} {el} {wire}")


@check("GWY-927", needs={"rows"}, own_site=True)
async def page_url_is_u(target: Target) -> None:
    """intent_page_url is u as it came, and not the referrer."""
    for sent in ("HTTPS://Shop.example/a?b#c", "https://shop.example/offer"):
        call = await call_of(target, click(target, "phone_call", TEL, u=sent, r="https://example.org/from"))
        equal(sent, call["intent_page_url"], f"intent_page_url of u {sent}")


@check("GWY-935", needs={"rows"}, own_site=True)
async def page_url_is_cut(target: Target) -> None:
    """intent_page_url is u, cut to 2048 UTF-16 units, and null if u is no string."""
    # An emoji is two units, so 1100 of them are cut after 1000 and some letters are 2048 units no more.
    head = "https://shop.example/?" + "x" * 26
    for sent, stored in (
        (head + "y" * 3000, head + "y" * 2000),
        (head + "😀" * 1100, head + "😀" * 1000),
        (["HTTPS://Shop.example/a?b#c"], None),
    ):
        call = await call_of(target, click(target, "phone_call", TEL, u=sent))
        equal(stored, call["intent_page_url"], f"intent_page_url of u {str(sent)[:40]}…")


@check("GWY-928", needs={"rows"}, own_site=True)
async def click_id_is_the_first_of_three(target: Target) -> None:
    """click_id is gclid, else wbraid, else gbraid, each of the URL or else of meta."""
    page = "https://shop.example/?"
    for query, meta, expected in (
        ("gclid=G&wbraid=W&gbraid=B", {}, "G"),
        ("wbraid=W&gbraid=B", {}, "W"),
        ("gbraid=B", {}, "B"),
        ("gbraid=B", {"wbraid": "MW"}, "MW"),
        ("", {"gbraid": "MB"}, "MB"),
        ("wbraid=W", {"gclid": "MG"}, "MG"),
        ("wbraid=W", {"wbraid": "MW"}, "W"),
        ("", {}, None),
    ):
        call = await call_of(target, click(target, "phone_call", TEL, meta, u=page + query))
        equal(expected, call["click_id"], f"click_id of ?{query} and meta {meta}")


@check("GWY-929", needs={"rows"}, own_site=True)
async def call_is_matched_but_has_no_time(target: Target) -> None:
    """matched_at stays null; session and fingerprint are the visitor's."""
    beacon = click(target, "whatsapp", WA)
    call = await call_of(target, beacon)
    seen = (call["matched_at"], str(call["matched_session_id"]), call["matched_fingerprint"])
    equal((None, beacon["sid"], beacon["meta"]["fp"]), seen, "matched_at, matched_session_id, matched_fingerprint")


@check("GWY-901", needs={"rows"})
async def whatsapp_call_is_as_full_as_a_phone_call(target: Target) -> None:
    """A WhatsApp click's call carries page, click id, target and number like a phone click's."""
    page = "https://shop.example/a?gclid=G"
    for ea, el in (("phone_call", TEL), ("whatsapp", WA)):
        call = await call_of(target, click(target, ea, el, u=page), what=ea)
        seen = (call["intent_page_url"], call["click_id"], call["phone_number"] == call["intent_target"])
        equal((page, "G", True), seen, f"intent_page_url, click_id, and whether number and target agree, of {ea}")


@check("GWY-901", needs={"rows"})
async def a_click_without_a_sid_is_a_call(target: Target) -> None:
    """A click of a visitor without a sid, or of a program, is one call as well, and of the session it was given."""
    for wire, user_agent in (({"sid": OMIT}, DESKTOP_CHROME), ({}, "curl/8.5.0")):
        beacon = click(target, "phone_call", TEL, **wire)
        await target.post(beacon, user_agent=user_agent)
        event = one(await events_of_visitor(target, beacon["meta"]["fp"]), f"events of a click with {wire!r}")
        one(await target.calls(event["session"]), f"calls of the session of a click with {wire!r} by {user_agent}")


@check("GWY-930", needs={"rows"}, own_site=True)
async def no_fingerprint_is_needed(target: Target) -> None:
    """A click without meta.fp, or without meta, is a call as well."""
    for meta in ({}, {"fp": ""}, OMIT):
        beacon = target.beacon(ea="phone_call", el=TEL, meta=meta)
        equal(None, (await call_of(target, beacon))["matched_fingerprint"], f"matched_fingerprint of meta {said(meta)}")


@check("GWY-931", needs={"start", "own_database"}, timeout_s=PATIENCE_S)
async def lost_call_keeps_the_event(target: Target) -> None:
    """Where no call can be stored, the click is still answered synced and its event stays."""
    async with target.variant(ddl=NO_CALLS) as other:
        beacon = click(other, "phone_call", TEL)
        synced(await other.post(beacon), "a click where calls are refused")
        one(await other.events(beacon["sid"]), "events of the click")
