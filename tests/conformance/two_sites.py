"""GWY-632 to 634: one session id in two sites. The session is looked up by id and month, never by site.

That the second site's events end in the first site's session is a hazard (HAZ-201, HAZ-202), and no build that cured
it is accused: here it only matters that nothing is lost and nothing moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import equal, one
from tests.conformance.literal import synced

if TYPE_CHECKING:
    from simulator.judge.site import Site
    from simulator.judge.target import Target

TEL = "tel:+905321112233"
# In the first site's session, or wherever a build that keeps sites apart has put it.
_EVENTS = """
SELECT events.id FROM events JOIN sessions ON sessions.id = session_id AND created_month = session_month
WHERE (sessions.id = %s::uuid OR sessions.site_id = %s::uuid) AND metadata->>'fp' = %s
"""
_CALLS = "SELECT site_id::text AS site FROM calls WHERE site_id = ANY(%s::uuid[]) AND intent_stamp = %s"


@check("GWY-632", needs={"rows"})
async def second_site_with_the_same_sid_is_stored(target: Target) -> None:
    """A beacon of a second site with the first one's sid and sm is answered synced and is one event."""
    first, second, site = await _first_and_second(target)
    synced(await target.post(second), "a second site's beacon with the first one's sid")
    found = await target.fetch(_EVENTS, first["sid"], site.id, second["meta"]["fp"])
    one(found, f"events of a second site's beacon with the sid {first['sid']}")


@check("GWY-633", needs={"rows"})
async def first_sites_session_stays_with_its_site(target: Target) -> None:
    """The first site's session is the same row after a second site's beacon, click and heartbeat but for its count."""
    first, second, _ = await _first_and_second(target)
    before = _told(await target.sessions(first["sid"]), target.site)
    for wire in ({}, {"ea": "phone_call", "el": TEL}, {"ec": "system", "ea": "heartbeat"}):
        await target.post({**second, **wire})
        equal(before, _told(await target.sessions(first["sid"]), target.site), f"the first site's session after {wire}")


@check("GWY-634", needs={"rows"})
async def click_belongs_to_the_site_it_names(target: Target) -> None:
    """A click of a second site with the first one's sid is a call of the second site, and none of the first."""
    first, second, site = await _first_and_second(target)
    stamp = f"{target.new_fingerprint()}-phone"
    click = {**second, "ea": "phone_call", "el": TEL, "meta": {**second["meta"], "intent_stamp": stamp}}
    synced(await target.post(click), "a second site's click with the first one's sid")
    calls = await target.fetch(_CALLS, [target.site.id, site.id], stamp)
    equal([str(site.id)], [call["site"] for call in calls], f"sites of the calls of the click, sid {first['sid']}")


async def _first_and_second(target: Target) -> tuple[dict[str, Any], dict[str, Any], Site]:
    """Post a first site's beacon and build a second site's of the same session and another visitor; with that site."""
    first = target.beacon()
    synced(await target.post(first), "the first site's beacon")
    site = await target.new_site()
    return first, target.beacon(s=site.public_id, sid=first["sid"]), site


def _told(sessions: list[dict[str, Any]], site: Site) -> list[dict[str, Any]]:
    """Give the site's sessions without what a sign of life may change."""
    return [
        {column: value for column, value in row.items() if column != "event_count"}
        for row in sessions
        if str(row["site_id"]) == str(site.id)
    ]
