"""GWY-915 to 921 and 932: the stamp, and one call for one stamp in one site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simulator.at_once import at_once
from simulator.judge.check import check
from simulator.judge.expect import different, equal, matches, one
from simulator.judge.wording import said
from tests.conformance.literal import synced
from tests.conformance.stored import call_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.judge.site import Site
    from simulator.judge.target import Target

TEL = "tel:+905321112233"
WA = "https://wa.me/905321112233"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MADE = re.compile(r"\d{13}-[0-9a-z]{4}-(phone|whatsapp)-([0-9a-z]{6})")


def new_stamp(target: Target) -> str:
    """A stamp nobody else has, in the form the tracker gives it."""
    return f"{target.random.getrandbits(40)}-{target.random.getrandbits(32):08x}-phone"


def stamped(target: Target, stamp: Any, **wire: Any) -> dict[str, Any]:
    """A phone click of a new session with this stamp."""
    beacon = target.beacon(**{"ea": "phone_call", "el": TEL, **wire})
    beacon["meta"]["intent_stamp"] = stamp
    return beacon


async def calls_of_stamp(target: Target, stamp: str, site: Site | None = None) -> list[dict[str, Any]]:
    """Every call of the site with this stamp, whatever its session."""
    sql = "SELECT *, created_at::text AS stored_at FROM calls WHERE site_id = %s AND intent_stamp = %s"
    return await target.fetch(sql, (site or target.site).id, stamp)


async def calls_of_clicks(target: Target, stamp: str, clicks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every call of the stamp or of one of these clicks' sessions, whatever stamp the gateway made of the sent one."""
    sql = (
        "SELECT *, created_at::text AS stored_at FROM calls "
        "WHERE site_id = %s AND (intent_stamp = %s OR matched_session_id = ANY(%s::uuid[]))"
    )
    return await target.fetch(sql, target.site.id, stamp, [click["sid"] for click in clicks])


def hash_of(text: str) -> str:
    """The last part of a made stamp (facts 11): h = h * 31 + c in 32 bits, its size in base 36, six letters."""
    units = text.encode("utf-16-le", "surrogatepass")
    h = 0
    for low, high in zip(units[::2], units[1::2], strict=True):
        h = (h * 31 + low + 256 * high) & 0xFFFFFFFF
    rest = abs(h - (1 << 32) if h >> 31 else h)
    letters = ""
    while rest or not letters:
        rest, digit = divmod(rest, 36)
        letters = DIGITS[digit] + letters
    return letters[:6].ljust(6, "0")


@check("GWY-915", needs={"rows"}, own_site=True)
async def stamp_is_the_clients(target: Target) -> None:
    """intent_stamp is meta.intent_stamp, of whatever form."""
    for stamp in (new_stamp(target), f"İstanbul {new_stamp(target)} 📞", f"A{new_stamp(target)}"):
        equal(stamp, (await call_of(target, stamped(target, stamp)))["intent_stamp"], "intent_stamp")
    stamp = new_stamp(target)
    call = await call_of(target, stamped(target, stamp, ea="whatsapp", el=WA))
    equal(stamp, call["intent_stamp"], "intent_stamp of a WhatsApp click")


@check("GWY-916", needs={"rows"}, own_site=True)
async def stamp_is_trimmed_as_javascript_trims(target: Target) -> None:
    """Blanks, line ends, NBSP and BOM around a stamp go; blanks inside stay."""
    for before, after in ((" ", "\n\t"), ("\u00a0", "\ufeff"), ("\u2028\u3000", "\u205f")):
        stamp = f"a {new_stamp(target)}"
        call = await call_of(target, stamped(target, before + stamp + after))
        equal(stamp, call["intent_stamp"], f"intent_stamp between {said(before)} and {said(after)}")


@check("GWY-916", needs={"rows"}, own_site=True)
async def only_javascripts_blanks_are_trimmed(target: Target) -> None:
    """A zero-width space and the separators U+001F and U+0085 are no blanks to JavaScript and stay."""
    for mark in ("\u200b", "\u001f", "\u0085"):
        stamp = mark + new_stamp(target) + mark
        equal(stamp, (await call_of(target, stamped(target, stamp)))["intent_stamp"], f"intent_stamp with {said(mark)}")


@check("GWY-916", needs={"rows"}, own_site=True)
async def stamp_is_cut_to_128_units(target: Target) -> None:
    """A stamp is trimmed, then cut to 128 UTF-16 units."""
    head = f"{target.random.getrandbits(64):016x}"
    for sent, stored in (
        (f" {head}{'y' * 120}", head + "y" * 112),
        (head + "é" * 120, head + "é" * 112),
        (head + "📞" * 60, head + "📞" * 56),
    ):
        call = await call_of(target, stamped(target, sent))
        equal(stored, call["intent_stamp"], f"intent_stamp of {len(sent)} letters like {said(sent[-1])}")


@check("GWY-917", needs={"rows"}, own_site=True)
async def missing_stamp_is_made(target: Target) -> None:
    """Without a usable stamp the gateway makes one that ends with the kind and the target's hash."""
    for ea, el, kind, goal in (("phone_call", TEL, "phone", TEL), ("whatsapp", WA, "whatsapp", "wa:+905321112233")):
        for stamp in (None, "", " \u00a0\n", 5, ["x"], {"a": 1}):
            call = await call_of(target, stamped(target, stamp, ea=ea, el=el))
            matches(MADE.pattern, call["intent_stamp"], f"intent_stamp of {ea} with meta.intent_stamp {said(stamp)}")
            seen = tuple(call["intent_stamp"].rsplit("-", 2)[1:])
            equal((kind, hash_of(goal)), seen, f"kind and hash in the stamp of {goal}")


@check("GWY-917", needs={"rows"}, own_site=True)
async def made_stamps_differ(target: Target) -> None:
    """A click without meta.intent_stamp gets a stamp of its own, also right after another of its kind."""
    stamps = []
    for _ in range(2):
        beacon = stamped(target, None)
        del beacon["meta"]["intent_stamp"]
        stamps.append((await call_of(target, beacon))["intent_stamp"])
    matches(MADE.pattern, stamps[0], "intent_stamp of a click without one")
    different(stamps[0], stamps[1], "intent_stamp of the second click")


@check("GWY-917", needs={"rows"}, own_site=True)
async def hash_of_other_targets(target: Target) -> None:
    """The last six letters are the hash of the canonical target, also where it is negative or of another host."""
    goals = [f"tel:+9053211122{n:02d}" for n in range(4)] + ["tel:unknown", "tel:+"]
    for goal in goals:
        stamp = (await call_of(target, stamped(target, "", el=goal)))["intent_stamp"]
        matches(MADE.pattern, stamp, f"intent_stamp of {goal}")
        equal(hash_of(goal), stamp[-6:], f"hash in the stamp of {goal}")


@check("GWY-918", needs={"rows"}, own_site=True)
async def repeated_stamp_leaves_the_first_call(target: Target) -> None:
    """The same click again, with another category and page, leaves the first call as it was and is synced."""
    stamp = new_stamp(target)
    beacon = stamped(target, stamp)
    synced(await target.post(beacon), "the first click")
    first = one(await calls_of_clicks(target, stamp, [beacon]), "calls after one click")
    again = {**beacon, "ec": "conversion", "u": "https://shop.example/other?gclid=later"}
    synced(await target.post(again), "the second click")
    equal(first, one(await calls_of_clicks(target, stamp, [beacon]), "calls after two clicks"), "the call")


@check("GWY-919", needs={"rows"}, own_site=True)
async def repeated_stamp_of_something_else(target: Target) -> None:
    """Another session, target or action with the same stamp adds no call and changes none."""
    stamp = new_stamp(target)
    clicks = [stamped(target, stamp)]
    synced(await target.post(clicks[0]), "the first click")
    first = one(await calls_of_clicks(target, stamp, clicks), "calls after one click")
    for what, wire in (
        ("another session", {}),
        ("another target", {"el": "tel:+905330000000"}),
        ("another action", {"ea": "whatsapp", "el": WA}),
    ):
        clicks.append(stamped(target, stamp, **wire))
        synced(await target.post(clicks[-1]), what)
        equal(first, one(await calls_of_clicks(target, stamp, clicks), f"calls after {what}"), "the call")


@check("GWY-920", needs={"rows"}, own_site=True)
async def different_stamps_are_never_merged(target: Target) -> None:
    """Six clicks on one number in one session, one after the other, each with its own stamp, are six calls."""
    beacon = target.beacon()
    await target.post(beacon)
    stamps = [new_stamp(target) for _ in range(6)]
    # Not together: through a look-up before the insert they would race, and a build that merges them might pass.
    for number, stamp in enumerate(stamps, 1):
        synced(await target.post(stamped(target, stamp, sid=beacon["sid"])), f"click {number}")
    stored = [call["intent_stamp"] for call in await target.calls(beacon["sid"])]
    equal(sorted(stamps), sorted(map(str, stored)), "stamps of the session's calls")


@check("GWY-921", needs={"rows"}, own_site=True)
async def a_stamp_counts_within_its_site(target: Target) -> None:
    """The same stamp in two sites is two calls, one in each."""
    stamp, second = new_stamp(target), await target.new_site()
    for site in (target.site, second):
        await target.post(stamped(target, stamp, s=site.public_id))
    for site in (target.site, second):
        one(await calls_of_stamp(target, stamp, site), f"calls of the stamp in site {site.public_id}")


@check("GWY-932", needs={"rows"}, own_site=True)
async def twenty_clicks_of_one_session(target: Target) -> None:
    """Twenty clicks with one stamp at once, of one session that exists: one call, twenty 200s."""
    for number in (1, 2, 3):
        beacon, stamp = target.beacon(), new_stamp(target)
        await target.post(beacon)
        clicks = [stamped(target, stamp, sid=beacon["sid"]) for _ in range(20)]
        await one_call_of(target, clicks, stamp, f"round {number}")


@check("GWY-932", needs={"rows"}, own_site=True)
async def twenty_clicks_of_twenty_sessions(target: Target) -> None:
    """Twenty clicks with one stamp at once, each of a session of its own: one call, twenty 200s."""
    for number in (1, 2, 3):
        stamp = new_stamp(target)
        await one_call_of(target, [stamped(target, stamp) for _ in range(20)], stamp, f"round {number}")


async def one_call_of(target: Target, clicks: list[dict[str, Any]], stamp: str, what: str) -> None:
    """Send the clicks together; all are 200 and one call is left."""
    answers = await at_once(target, clicks)
    equal([200] * len(clicks), [answer.status for answer in answers], f"statuses of {what}")
    one(await calls_of_clicks(target, stamp, clicks), f"calls after {what}")
