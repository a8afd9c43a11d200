"""HAZ-239, 241, 243, 246 to 256: events that are lost, doubled, or stored as something else."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from simulator.judge.check import NotShown, Shown, check
from simulator.judge.target import OMIT
from tests.conformance.measured import given, measured, row_of, sent
from tests.conformance.stored import RAW, with_raw

if TYPE_CHECKING:
    from simulator.judge.target import Target

OF_THE_ROW_ITSELF = ("id", "created_at")
AN_HOUR_AGO = """
SELECT floor(extract(epoch FROM t) * 1000)::bigint::text AS milliseconds, to_char(t, 'YYYY-MM-DD"T"HH24:MI') AS minute
FROM (SELECT now() - interval '1 hour' AS t) AS ago
"""
EVENT_AND_AGE = """
SELECT events.*, created_at > now() - interval '30 minutes' AS recent FROM events WHERE session_id = %s::uuid
"""


async def event_after(target: Target, beacon: dict[str, Any], body: str | None = None) -> dict[str, Any]:
    """Post a beacon (or `body` in its place) and give its event."""
    await target.post(beacon if body is None else body)
    return row_of(await target.events(beacon["sid"]), "the event")


@check("HAZ-239", needs={"rows"})
async def event_delivered_twice(target: Target) -> Shown | NotShown:
    """The same beacon twice is two events that only their own id and time tell apart."""
    beacon = target.beacon()
    await sent(target, beacon, beacon)
    events = await target.events(beacon["sid"])
    alike = [{key: value for key, value in event.items() if key not in OF_THE_ROW_ITSELF} for event in events]
    return measured([len(alike) == 2 and alike[0] == alike[1]], "beacons delivered twice and stored twice, alike")


@check("HAZ-241", needs={"rows"})
async def refused_though_stored(target: Target) -> Shown | NotShown:
    """An event whose intent code throws is answered 500 and stored; tried again, it is there twice."""
    beacon = target.beacon()
    beacon["meta"]["intent_action"] = {"toString": 1, "valueOf": 1}
    answers = await sent(target, beacon, beacon)
    refused = all(answer.status == 500 for answer in answers)
    return measured([refused and len(await target.events(beacon["sid"])) == 2], "events answered 500 and stored")


@check("HAZ-243", needs={"rows"})
async def one_character_loses_the_event(target: Target) -> Shown | NotShown:
    """A NUL or a lone surrogate in a label, an action or meta loses the event."""
    trials = []
    for wire in ({"el": "Title \ud83d"}, {"el": "a\x00b"}, {"ea": "\udfff"}, {"meta": {"title": "\ud83d"}}):
        beacon = target.beacon(**wire)
        answer = await target.post(beacon)
        trials.append(answer.status == 500 and not await target.events(beacon["sid"]))
    return measured(trials, "events lost because of one character")


@check("HAZ-246", needs={"rows"})
async def lost_with_a_success(target: Target) -> Shown | NotShown:
    """A beacon without s or without u is answered 200 and leaves nothing."""
    trials = []
    for missing in ("s", "u"):
        beacon = target.beacon(**{missing: OMIT})
        answer = await target.post(beacon)
        told = answer.status == 200 and answer.json().get("ok") is True
        trials.append(told and not await target.sessions(beacon["sid"]) and not await target.events(beacon["sid"]))
    return measured(trials, "beacons answered with a success and stored nowhere")


@check("HAZ-247", needs={"rows"})
async def any_allowed_origin_writes_to_any_site(target: Target) -> Shown | NotShown:
    """One allowed origin's beacons are stored in two sites."""
    second = await target.new_site()
    beacons = [target.beacon(), target.beacon(s=second.public_id)]
    await sent(target, *beacons)
    stored = [len(await target.events(beacon["sid"])) == 1 for beacon in beacons]
    return measured([all(stored)], "origins whose beacons are stored in whatever site they name")


@check("HAZ-248", needs={"rows"})
async def public_id_is_matched_by_case(target: Target) -> Shown | NotShown:
    """A tag that holds the public id in upper case gets 404."""
    given(target.site.public_id != target.site.public_id.upper(), "a public id with letters")
    answer = await target.post(target.beacon(s=target.site.public_id.upper()))
    return measured([answer.status == 404], "beacons lost because of the case of the public id")


@check("HAZ-249", needs={"rows"})
async def two_spellings_lose_both_sites(target: Target) -> Shown | NotShown:
    """Two sites whose public ids are one UUID with and without hyphens are both answered 500."""
    first = await target.new_site()
    second = await target.new_site(first.public_id.replace("-", ""))
    answers = await sent(target, *(target.beacon(s=site.public_id) for site in (first, second)))
    return measured([answer.status == 500 for answer in answers], "sites that lose every event to another spelling")


@check("HAZ-250", needs={"rows"})
async def value_zero_is_lost(target: Target) -> Shown | NotShown:
    """An ev of 0 is stored as null."""
    event = await event_after(target, target.beacon(ev=0))
    return measured([event["event_value"] is None], "values of 0 stored as null")


@check("HAZ-251", needs={"rows"})
async def large_number_loses_its_digits(target: Target) -> Shown | NotShown:
    """An ev of 12345678901234567890 is stored as 12345678901234567000."""
    beacon = target.beacon(ev=RAW)
    event = await event_after(target, beacon, with_raw(beacon, "12345678901234567890"))
    return measured([event["event_value"] == Decimal(12345678901234567000)], "large numbers without their last digits")


@check("HAZ-252", needs={"rows"})
async def category_of_an_ad_visitor_is_lost(target: Target) -> Shown | NotShown:
    """With a gclid the category video is stored as acquisition."""
    event = await event_after(target, target.beacon(ec="video", u="https://shop.example/?gclid=G"))
    return measured([event["event_category"] == "acquisition"], "categories of ad visitors replaced by acquisition")


@check("HAZ-253", needs={"rows"})
async def metadata_and_attribution_disagree(target: Target) -> Shown | NotShown:
    """meta.referrer replaces the referrer that the attribution was made from."""
    beacon = target.beacon(r="https://www.facebook.com/")
    beacon["meta"]["referrer"] = "https://mine.test/"
    metadata = (await event_after(target, beacon))["metadata"] or {}
    seen = (metadata.get("referrer"), metadata.get("attribution_source"))
    return measured([seen == ("https://mine.test/", "Paid Social")], "events whose referrer is not the one attributed")


@check("HAZ-254", needs={"rows"})
async def city_is_stored_encoded(target: Target) -> Shown | NotShown:
    """A percent-encoded city header is the text of sessions.city."""
    beacon = target.beacon()
    await target.post(beacon, headers={"x-vercel-ip-city": "S%C3%A3o%20Paulo"})
    session = row_of(await target.sessions(beacon["sid"]), "the session")
    return measured([session["city"] == "S%C3%A3o%20Paulo"], f"cities stored as encoded (stored: {session['city']})")


@check("HAZ-255", needs={"rows"})
async def netflix_is_a_social_ad(target: Target) -> Shown | NotShown:
    """A visitor from netflix.com is Paid Social and scores 25 more than one from elsewhere."""
    seen = []
    for referrer in ("https://www.netflix.com/", "https://www.example.org/"):
        metadata = (await event_after(target, target.beacon(r=referrer)))["metadata"] or {}
        seen.append((metadata.get("attribution_source"), metadata.get("lead_score")))
    given(all(isinstance(score, int) for _, score in seen), "two lead scores")
    shown = seen[0] == ("Paid Social", seen[1][1] + 25)
    return measured([shown], "referrers taken for a social ad because they contain x.com")


@check("HAZ-256", needs={"rows"})
async def arrival_is_the_time_of_the_event(target: Target) -> Shown | NotShown:
    """A beacon of an hour ago, with its time beside the wire's keys, is stored as of now."""
    then = row_of(await target.fetch(AN_HOUR_AGO), "the database's time")
    beacon = target.beacon(ts=int(then["milliseconds"]), timestamp=then["minute"])
    await target.post(beacon)
    event = row_of(await target.fetch(EVENT_AND_AGE, beacon["sid"]), "the event")
    held = any(then[form] in str(event) for form in ("milliseconds", "minute"))
    return measured([event["recent"] and not held], "events stored with the time of their arrival and no other")
