"""GWY-710, 716 to 719, and what 736 and 740 say of it: a visitor who comes back from google after an ad click.

The gateway looks for the click across all sites, so these checks run alone, or on a database of their own. Where
somebody else writes into the same database so fast that the click may be forgotten, nobody can tell: *unknown*.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import equal, one
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.literal import member, synced
from tests.conformance.stored import event_of
from tests.conformance.traces import metadata_of, strangers_click

if TYPE_CHECKING:
    from simulator.judge.site import Site
    from simulator.judge.target import Target

SHOP = "https://shop.example/"
# `google` in any case makes the source; only lower case gives five points of its own (facts 8).
GOOGLE = "https://www.Google.com/"
REMEMBERED = 50
# A rate limiter lets 100 a minute through.
PER_ADDRESS = 50
ALONE = "the newest fifty events are those of all sites, so nobody else may write into the database meanwhile"
# The past-click query orders by created_at; nothing else that the gateway asks names that column.
NO_ORDER = ("ALTER TABLE events RENAME COLUMN created_at TO stored_at",)


class Crowded(Exception):
    """Others wrote so many events that the click may be forgotten: nobody can tell what the answer should be."""


@check("GWY-710", needs={"rows"}, exclusive=True)
async def a_past_click_assists(target: Target) -> None:
    """Who clicked an ad and comes back from google in any case, without a gclid, is `Ads Assisted`."""
    for referrer in ("https://www.google.com/", "https://www.Google.de/search", "android-app://GOOGLE"):
        fingerprint = target.new_fingerprint()
        click = await _click(target, fingerprint)
        source = await _source_on_return(target, fingerprint, r=referrer)
        await _not_crowded(target, click)
        equal("Ads Assisted", source, f"metadata.attribution_source with r {referrer}")


@check("GWY-710", needs={"rows"}, exclusive=True)
async def only_google_brings_them_back(target: Target) -> None:
    """Who clicked an ad and comes back from elsewhere is no `Ads Assisted`."""
    fingerprint = target.new_fingerprint()
    click = await _click(target, fingerprint)
    for referrer in ("https://www.bing.com/", ""):
        source = await _source_on_return(target, fingerprint, r=referrer)
        await _not_crowded(target, click)
        equal("Organic", source, f"metadata.attribution_source with r {said(referrer)}")


@check("GWY-716", needs={"rows"}, exclusive=True)
async def another_visitor_s_click_assists_nobody(target: Target) -> None:
    """A click of another fingerprint does not assist."""
    click = await _click(target, target.new_fingerprint())
    source = await _source_on_return(target, target.new_fingerprint())
    await _not_crowded(target, click)
    equal("Organic", source, "metadata.attribution_source of another visitor")


@check("GWY-716", needs={"rows"}, exclusive=True)
async def a_falsy_gclid_assists_nobody(target: Target) -> None:
    """An event of the same visitor whose gclid is falsy does not assist."""
    for falsy in (None, "", 0, False):
        fingerprint = target.new_fingerprint()
        await strangers_click(target)
        past = await event_of(target, target.beacon(meta={"fp": fingerprint, "gclid": falsy}))
        source = await _source_on_return(target, fingerprint)
        await _not_crowded(target, past["session_id"])
        equal("Organic", source, f"metadata.attribution_source after meta.gclid {said(falsy)}")


@check("GWY-716", needs={"rows"}, exclusive=True)
async def a_click_of_mid_month_is_invisible(target: Target) -> None:
    """A click whose sm is not the first of a month does not assist."""
    fingerprint = target.new_fingerprint()
    click = await _click(target, fingerprint, sm=target.month[:8] + "15")
    source = await _source_on_return(target, fingerprint)
    await _not_crowded(target, click)
    equal("Organic", source, "metadata.attribution_source after a click with the 15th in sm")


@check("GWY-716", needs={"rows", "clock"})
async def a_click_is_visible_for_six_months(target: Target) -> None:
    """A click of five months ago assists, one of six months ago does not."""
    fingerprint = target.new_fingerprint()
    click = await _click(target, fingerprint)
    try:
        for months, expected in ((5, "Ads Assisted"), (6, "Organic")):
            await target.clock.freeze(_mid_month_ms(target.month, months))
            source = await _source_on_return(target, fingerprint)
            await _not_crowded(target, click)
            equal(expected, source, f"metadata.attribution_source {months} months after the click")
    finally:
        await target.clock.release()


@check("GWY-717", needs={"rows"}, exclusive=True)
async def who_is_nobody_has_no_past(target: Target) -> None:
    """A click with a falsy fingerprint does not assist the next visitor with the same falsy fingerprint."""
    for falsy in (OMIT, None, "", 0, False):
        click = await _click(target, falsy)
        source = await _source_on_return(target, falsy)
        await _not_crowded(target, click)
        equal("Organic", source, f"metadata.attribution_source with meta.fp {said(falsy)}")


@check("GWY-718", needs={"rows", "start", "own_database"})
async def a_past_that_cannot_be_asked_is_none(target: Target) -> None:
    """Where the query for a past click fails, the beacon is stored as `Organic` and answered `synced`."""
    async with target.variant(ddl=NO_ORDER) as other:
        body = _return(other, other.new_fingerprint())
        answer = await other.post(body)
        synced(answer, "the return")
        stored = "SELECT metadata->>'attribution_source' AS source FROM events WHERE session_id = %s::uuid"
        event = one(await other.fetch(stored, body["sid"]), "events of the session")
        equal("Organic", event["source"], "metadata.attribution_source")


@check("GWY-719", needs={"rows", "start", "own_database"}, own_because=ALONE)
async def fifty_events_of_all_sites_are_remembered(target: Target) -> None:
    """A click assists in any site while 49 newer events have a gclid key, null or not, and no longer with 50."""
    async with target.variant(alone=True) as other:
        elsewhere = await other.new_site()
        fingerprint = other.new_fingerprint()
        await _click(other, fingerprint, s=elsewhere.public_id)
        await _others(other, elsewhere, REMEMBERED - 1)
        source = await _source_on_return(other, fingerprint)
        equal("Ads Assisted", source, f"metadata.attribution_source after {REMEMBERED - 1} newer events with the key")
        await _others(other, elsewhere, 1)
        source = await _source_on_return(other, fingerprint)
        equal("Organic", source, f"metadata.attribution_source after {REMEMBERED} newer events with the key")


@check("GWY-719", needs={"rows", "start", "own_database"}, own_because=ALONE)
async def events_without_the_key_push_nobody_out(target: Target) -> None:
    """A click assists however many newer events have no gclid key."""
    async with target.variant(alone=True) as other:
        fingerprint = other.new_fingerprint()
        await _click(other, fingerprint)
        await _others(other, other.site, REMEMBERED + 1, meta={})
        source = await _source_on_return(other, fingerprint)
        equal("Ads Assisted", source, f"metadata.attribution_source after {REMEMBERED + 1} events without the key")


@check("GWY-736", exclusive=True)
async def an_assisted_return_gives_twenty_five(target: Target) -> None:
    """`Ads Assisted` gives 25."""
    fingerprint = target.new_fingerprint()
    await target.post(target.beacon(u=SHOP + "?gclid=past", meta=_visitor(fingerprint)))
    answer = await target.post(_return(target, fingerprint))
    equal(25, member("score", answer, "the return"), "score of an assisted return")


@check("GWY-740", needs={"rows"}, exclusive=True)
async def an_assisted_return_is_an_ads_origin(target: Target) -> None:
    """The summary of `Ads Assisted` ends with ` (Ads Origin)`, whatever the points."""
    fingerprint = target.new_fingerprint()
    click = await _click(target, fingerprint)
    for category, expected in (
        ("custom", "Standard Traffic (Ads Origin)"),
        ("conversion", "🔥 Hot Lead (Ads Origin)"),
    ):
        metadata = await metadata_of(target, _return(target, fingerprint, ec=category))
        await _not_crowded(target, click)
        equal(expected, metadata.get("intelligence_summary"), f"metadata.intelligence_summary of ec {category}")


async def _click(target: Target, fingerprint: Any, **wire: Any) -> str:
    """Store an ad click of this visitor; give its session id."""
    body = target.beacon(u=SHOP + "?gclid=past", meta=_visitor(fingerprint), **wire)
    await event_of(target, body)
    return body["sid"]


def _return(target: Target, fingerprint: Any, **wire: Any) -> dict[str, Any]:
    """Build the return of a visitor from google; without a gclid key, so that it pushes no other event out."""
    return target.beacon(**{"r": GOOGLE, "ec": "custom", "meta": _visitor(fingerprint), **wire})


def _visitor(fingerprint: Any) -> dict[str, Any]:
    return {} if fingerprint is OMIT else {"fp": fingerprint}


async def _source_on_return(target: Target, fingerprint: Any, **wire: Any) -> Any:
    metadata = await metadata_of(target, _return(target, fingerprint, **wire))
    return metadata.get("attribution_source")


async def _others(target: Target, site: Site, number: int, meta: dict[str, Any] | None = None) -> None:
    """Store views of `number` other visitors; unless `meta` says otherwise each has the gclid null of a plain view."""
    addresses = [target.new_address() for _ in range(0, number, PER_ADDRESS)]
    wire = {} if meta is None else {"meta": meta}
    for index in range(number):
        body = target.beacon(s=site.public_id, **wire)
        await event_of(target, body, address=addresses[index // PER_ADDRESS])


async def _not_crowded(target: Target, click: str) -> None:
    """Give up if the events with a gclid key since this one's session are more than the gateway remembers."""
    since = (
        "SELECT count(*) AS number FROM events WHERE metadata ? 'gclid' AND created_at >= "
        "(SELECT min(created_at) FROM events WHERE session_id = %s::uuid)"
    )
    number = (await target.fetch(since, click))[0]["number"]
    if number > REMEMBERED:
        raise Crowded(f"{number} events with a gclid since the click: somebody else writes into this database")


def _mid_month_ms(month: str, later: int) -> int:
    """Give noon (UTC) of the 15th, so many months after `month`."""
    year, index = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + later, 12)
    return int(datetime(year, index + 1, 15, 12, tzinfo=UTC).timestamp() * 1000)
