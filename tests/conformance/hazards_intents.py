"""HAZ-209 to 224: clicks that are lost, doubled, merged or aimed at a number nobody dialled."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Any

from simulator.judge.check import NotShown, Shown, check
from simulator.judge.target import OMIT
from tests.conformance.broken_databases import NO_CALLS
from tests.conformance.intent_fallback import NEEDS, USES, WITHIN_S, without_dedupe_key
from tests.conformance.measured import given, is_synced, measured, row_of, sent
from tests.conformance.window import PATIENCE_S, one_window
from tests.conformance.writing import written

if TYPE_CHECKING:
    from simulator.judge.target import Answer, Target

TEL = "tel:+905321112233"
BASE_36 = string.digits + string.ascii_lowercase


def click(target: Target, sid: str | None = None, *, el: str = TEL, stamp: Any = OMIT, **wire: Any) -> dict[str, Any]:
    """A phone click of a session (a new one unless named), with this stamp or none."""
    beacon = target.beacon(**{"sid": sid or target.new_sid(), "ec": "conversion", "ea": "phone_call", "el": el, **wire})
    if stamp is not OMIT:
        beacon["meta"]["intent_stamp"] = stamp
    return beacon


def tracker_stamp(target: Target, milliseconds: int) -> str:
    """A stamp as the tracker makes it (tracker facts 5) for a `tel:` link at this time."""
    return f"{milliseconds}-{''.join(target.random.choices(BASE_36, k=4))}-tel-d250e8"


def random_stamp(target: Target, length: int = 16) -> str:
    """A stamp of this length that nobody else has."""
    return "".join(target.random.choices(BASE_36, k=length))


async def aimed_at(target: Target, ea: str, label: str) -> str | None:
    """The target stored for a click with this label, None if there is no call."""
    beacon = click(target, ea=ea, el=label)
    await target.post(beacon)
    calls = await target.calls(beacon["sid"])
    return calls[0]["intent_target"] if calls else None


async def is_lost_call(target: Target, beacon: dict[str, Any], answer: Answer) -> bool:
    """Whether a click was answered synced, has its event, and no call."""
    events, calls = await target.events(beacon["sid"]), await target.calls(beacon["sid"])
    return is_synced(answer) and len(events) == 1 and not calls


@check("HAZ-209", needs={"rows"}, own_site=True)
async def click_id_of_the_landing_is_lost(target: Target) -> Shown | NotShown:
    """A click on the second page makes a call without the wbraid or gbraid its session has."""
    trials = []
    for name in ("wbraid", "gbraid"):
        landing = target.beacon(u=f"https://shop.example/?{name}=W")
        await sent(target, landing, click(target, landing["sid"], stamp=random_stamp(target)))
        session = row_of(await target.sessions(landing["sid"]), "the session")
        call = row_of(await target.calls(landing["sid"]), "the call")
        trials.append(session[name] == "W" and call["click_id"] is None)
    return measured(trials, "calls without the click id their session has")


@check("HAZ-210", needs={"rows"}, own_site=True)
async def unstamped_click_delivered_twice(target: Target) -> Shown | NotShown:
    """The same body without a stamp, posted twice, makes two calls."""
    beacon = click(target)
    await sent(target, beacon, beacon)
    return measured([len(await target.calls(beacon["sid"])) == 2], "clicks without a stamp, sent twice, stored twice")


@check("HAZ-211", needs={"rows"}, own_site=True)
async def double_click_is_two_calls(target: Target) -> Shown | NotShown:
    """Two clicks on one number, 80 ms apart by their tracker's stamps, are two calls."""
    sid = target.new_sid()
    for milliseconds in (1_767_225_600_000, 1_767_225_600_080):
        await target.post(click(target, sid, stamp=tracker_stamp(target, milliseconds)))
    return measured([len(await target.calls(sid)) == 2], "double clicks stored as two calls")


@check("HAZ-212", needs=NEEDS, uses=USES, timeout_s=PATIENCE_S, own_site=True)
async def window_exists_only_without_the_key(target: Target) -> Shown | NotShown:
    """Two differently stamped clicks are two calls with the unique constraint and one without it."""
    async with without_dedupe_key(target) as other:
        with_key = [await calls_of_two_clicks(target)] if other is not target else []
        counts = [*with_key, await calls_of_two_clicks(other)]
    return measured([counts in ([2, 1], [1])], "double clicks merged only where the unique constraint is missing")


async def calls_of_two_clicks(target: Target) -> int:
    """Click twice in a new session, each time with another stamp; how many calls that makes."""
    sid = target.new_sid()
    async with one_window(WITHIN_S):
        await sent(target, *(click(target, sid, stamp=random_stamp(target)) for _ in range(2)))
    return len(await target.calls(sid))


@check("HAZ-213", needs=NEEDS, uses=USES, timeout_s=PATIENCE_S, own_site=True)
async def two_calls_blind_the_window(target: Target) -> Shown | NotShown:
    """Without the unique constraint, two calls in the window let a third one in."""
    fresh = "UPDATE calls SET created_at = now() - make_interval(secs => %s) WHERE matched_session_id = %s::uuid"
    async with without_dedupe_key(target) as other, one_window(WITHIN_S):
        sid = other.new_sid()
        for age_s in (11, 0):  # the first is aged out of the window for the second, and brought back for the third
            await other.post(click(other, sid, stamp=random_stamp(other)))
            await written(other, fresh, age_s, sid)
        given(len(await other.calls(sid)) == 2, "two calls of one target within the window")
        await other.post(click(other, sid, stamp=random_stamp(other)))
        return measured([len(await other.calls(sid)) == 3], "third clicks let in because two calls are in the window")


@check("HAZ-214", needs={"rows"}, own_site=True)
async def cut_emoji_loses_the_call(target: Target) -> Shown | NotShown:
    """A stamp whose cut splits an emoji is answered synced and leaves no call."""
    beacon = click(target, stamp=random_stamp(target, 127) + "📞")
    answer = await target.post(beacon)
    return measured([await is_lost_call(target, beacon, answer)], "calls lost after synced: an emoji cut in its stamp")


@check("HAZ-215", needs={"rows"}, own_site=True)
async def long_target_loses_the_call(target: Target) -> Shown | NotShown:
    """A target too long for the dedupe index is answered synced and leaves no call."""
    path = "".join(target.random.choices(string.ascii_letters, k=8000))
    beacon = click(target, ea="whatsapp", el=f"https://chat.whatsapp.com/{path}", stamp=random_stamp(target))
    answer = await target.post(beacon)
    return measured([await is_lost_call(target, beacon, answer)], "calls lost after synced: a target of 8 kB")


@check("HAZ-216", needs={"rows", "start", "own_database"}, timeout_s=PATIENCE_S, own_site=True)
async def refused_calls_are_only_logged(target: Target) -> Shown | NotShown:
    """While the table refuses every call, each click is answered synced and its call is nowhere."""
    async with target.variant(ddl=NO_CALLS) as other:
        clicks = [click(other, stamp=random_stamp(other)) for _ in range(5)]
        answers = await sent(other, *clicks)
        trials = [await is_lost_call(other, *pair) for pair in zip(clicks, answers, strict=True)]
    return measured(trials, "calls lost after synced: the table refused them")


@check("HAZ-217", needs={"rows"}, own_site=True)
async def used_stamp_swallows_another_click(target: Target) -> Shown | NotShown:
    """A click of another session on another number with a used stamp is synced and makes no call."""
    stamp = random_stamp(target)
    first, second = click(target, stamp=stamp), click(target, el="tel:+905330000000", stamp=stamp)
    answers = await sent(target, first, second)
    given(await target.calls(first["sid"]), "a call of the first click")
    return measured([await is_lost_call(target, second, answers[1])], "clicks swallowed by a stamp used before")


@check("HAZ-218", needs={"rows"}, own_site=True)
async def stamps_that_differ_behind_the_cut(target: Target) -> Shown | NotShown:
    """Two stamps that differ only behind 128 units are one call."""
    sid, head = target.new_sid(), random_stamp(target, 128)
    await sent(target, *(click(target, sid, stamp=head + tail) for tail in "ab"))
    return measured([len(await target.calls(sid)) == 1], "clicks merged because their stamps differ behind the cut")


@check("HAZ-219", needs={"rows"}, own_site=True)
async def any_label_with_wa_me_is_an_intent(target: Target) -> Shown | NotShown:
    """Plain views whose label merely contains wa.me make calls."""
    labels = ("https://evil.test/?x=wa.me", "swa.me")
    return measured([await aimed_at(target, "view", label) is not None for label in labels], "views that made a call")


@check("HAZ-220", needs={"rows"}, own_site=True)
async def bare_number_is_an_octal_host(target: Target) -> Shown | NotShown:
    """The WhatsApp label 05551112233 is stored as an IPv4 host."""
    seen = await aimed_at(target, "whatsapp", "05551112233")
    return measured([seen == "wa:45.164.148.155"], f"numbers read as an octal host (stored: {seen})")


@check("HAZ-221", needs={"rows"}, own_site=True)
async def invite_is_taken_for_a_number(target: Target) -> Shown | NotShown:
    """An invite with ten digits in its code is stored as a number."""
    seen = await aimed_at(target, "whatsapp", "https://chat.whatsapp.com/Ab1234567890")
    return measured(
        [re.fullmatch(r"wa:\+?\d+", seen or "") is not None], f"invites taken for a number (stored: {seen})"
    )


@check("HAZ-222", needs={"rows"}, own_site=True)
async def short_number_becomes_international(target: Target) -> Shown | NotShown:
    """The short number 444 1 444 is stored with a +."""
    seen = await aimed_at(target, "phone_call", "tel:444 1 444")
    return measured([seen == "tel:+4441444"], f"short numbers made international (stored: {seen})")


@check("HAZ-223", needs={"rows"}, own_site=True)
async def country_code_doubles(target: Target) -> Shown | NotShown:
    """Ten digits that begin with 90 get another 90."""
    seen = await aimed_at(target, "phone_call", "tel:9012345678")
    return measured([seen == "tel:+909012345678"], f"numbers with the country code twice (stored: {seen})")


@check("HAZ-224", needs={"rows"}, own_site=True)
async def extensions_are_glued_and_letters_dropped(target: Target) -> Shown | NotShown:
    """An extension is part of the number and a vanity number loses its letters."""
    stored = (("tel:+902121234567;ext=89", "tel:+90212123456789"), ("tel:1-800-FLOWERS", "tel:+1800"))
    trials = [await aimed_at(target, "phone_call", label) == seen for label, seen in stored]
    return measured(trials, "numbers with an extension or letters that nobody can dial")
