"""GWY-610 to 621: what a session's row carries, and what a later beacon may change on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import absent, equal, one
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.literal import synced
from tests.conformance.stored import session_of
from tests.conformance.writing import written

if TYPE_CHECKING:
    from simulator.judge.target import Target

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
FIRST_PAGE = "https://shop.example/first?wbraid=w-first&gbraid=g-first"
# Every column of blueprint 1.1 that a beacon decides.
CARRIED = (
    *("site_id", "ip_address", "entry_page", "gclid", "wbraid", "gbraid", "attribution_source"),
    *("device_type", "city", "district", "fingerprint"),
)
# Only updates that give a session its source are refused: a check may still take the source away.
NO_COMPLETION = """
CREATE FUNCTION refuse_completion() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no session is completed here'; END $$;
CREATE TRIGGER refuse_completion BEFORE UPDATE ON sessions
FOR EACH ROW WHEN (NEW.attribution_source IS NOT NULL) EXECUTE FUNCTION refuse_completion()
"""


@check("GWY-610", needs={"rows"})
async def a_session_carries_site_and_entry_page(target: Target) -> None:
    """A new session's site_id is the site's own id, its entry_page is u as sent."""
    page = "https://shop.example/A b?q=%C3%BC#Part"
    session = await session_of(target, target.beacon(u=page))
    equal(target.site.id, session["site_id"], "sessions.site_id")
    equal(page, session["entry_page"], "sessions.entry_page")


@check("GWY-610", needs={"rows"})
async def a_session_carries_the_address(target: Target) -> None:
    """A new session's ip_address is the client's address."""
    address = target.new_address()
    session = await session_of(target, target.beacon(), address=address)
    equal(address, session["ip_address"], "sessions.ip_address")


@check("GWY-611", needs={"rows"})
async def a_session_carries_its_click_ids(target: Target) -> None:
    """A new session's gclid, wbraid and gbraid are those of the URL, or else those of meta."""
    ids = {"gclid": "g-meta", "wbraid": "w-meta", "gbraid": "b-meta"}
    for query, meta, expected in (
        ("?gclid=g&wbraid=w&gbraid=b", {}, ("g", "w", "b")),
        ("?gclid=g&wbraid=w&gbraid=b", ids, ("g", "w", "b")),
        ("?wbraid=&gbraid=", ids, ("g-meta", "w-meta", "b-meta")),
        ("", ids, ("g-meta", "w-meta", "b-meta")),
        ("", {}, (None, None, None)),
    ):
        session = await session_of(target, target.beacon(u="https://shop.example/" + query, meta=meta))
        seen = (session["gclid"], session["wbraid"], session["gbraid"])
        equal(expected, seen, f"gclid, wbraid and gbraid for {query or 'no query'} and meta {said(meta)}")


@check("GWY-612", needs={"rows"})
async def a_session_carries_source_device_place_and_visitor(target: Target) -> None:
    """A new session carries attribution_source, device_type, city, district and fingerprint."""
    fingerprint = target.new_fingerprint()
    meta = {"fp": fingerprint, "city": "İzmir", "district": "Konak"}
    body = target.beacon(u="https://shop.example/?utm_medium=cpc", meta=meta)
    session = await session_of(target, body, user_agent=IPHONE)
    expected = {
        "attribution_source": "Paid (UTM)",
        "device_type": "mobile",
        "city": "İzmir",
        "district": "Konak",
        "fingerprint": fingerprint,
    }
    equal(expected, {column: session[column] for column in expected}, "columns of the session")


@check("GWY-612", needs={"rows"})
async def a_session_carries_each_source(target: Target) -> None:
    """A new session's attribution_source is that of its first event, whichever it is."""
    for wire, expected in (
        ({"u": "https://shop.example/?gclid=a"}, "First Click (Paid)"),
        ({"u": "https://shop.example/?utm_medium=PPC"}, "Paid (UTM)"),
        ({"r": "https://www.facebook.com/"}, "Paid Social"),
        ({"r": "https://partner.example/"}, "Organic"),
    ):
        session = await session_of(target, target.beacon(**wire))
        equal(expected, session["attribution_source"], f"sessions.attribution_source for {wire!r}")


@check("GWY-613", needs={"rows"})
async def an_unknown_city_is_null(target: Target) -> None:
    """sessions.city is null without any city, and where meta or a header says exactly `Unknown`."""
    says_unknown = {"fp": target.new_fingerprint(), "city": "Unknown"}
    session = await session_of(target, target.beacon())
    equal(None, session["city"], "city of a session that nobody located")
    session = await session_of(target, target.beacon(meta=says_unknown))
    equal(None, session["city"], "city of a session whose meta.city is `Unknown`")
    session = await session_of(target, target.beacon(), headers=[("x-city", "Unknown")])
    equal(None, session["city"], "city of a session whose x-city is `Unknown`")
    for word in ("unknown", "UNKNOWN", "Unknown City"):
        session = await session_of(target, target.beacon(meta={"fp": target.new_fingerprint(), "city": word}))
        equal(word, session["city"], f"city of a session whose meta.city is `{word}`")


@check("GWY-614", needs={"rows"})
async def fingerprint_is_meta_fp_or_null(target: Target) -> None:
    """sessions.fingerprint is meta.fp, and null if that is falsy or missing."""
    fingerprint = target.new_fingerprint()
    session = await session_of(target, target.beacon(meta={"fp": fingerprint}))
    equal(fingerprint, session["fingerprint"], "fingerprint of a visitor with one")
    for meta in ({"fp": ""}, {"fp": None}, {"fp": 0}, {}, OMIT):
        session = await session_of(target, target.beacon(meta=meta))
        equal(None, session["fingerprint"], f"fingerprint for meta {said(meta)}")


@check("GWY-615", needs={"rows"})
async def a_fingerprint_that_is_no_text_is_json(target: Target) -> None:
    """A truthy meta.fp that is no string is stored as its JSON text."""
    for fingerprint, text in ((5, "5"), (1.5, "1.5"), (True, "true"), ({"a": 1}, '{"a":1}'), ([1, "b"], '[1,"b"]')):
        session = await session_of(target, target.beacon(meta={"fp": fingerprint}))
        equal(text, session["fingerprint"], f"fingerprint for meta.fp {said(fingerprint)}")


@check("GWY-616", needs={"rows"})
async def a_complete_session_stays_as_it_is(target: Target) -> None:
    """A later ad click from elsewhere changes nothing on a session that has an attribution source."""
    body = target.beacon(u=FIRST_PAGE)
    before = _carried(await session_of(target, body))
    await target.post(_later(target, body["sid"]), user_agent=IPHONE, address=target.new_address())
    after = one(await target.sessions(body["sid"]), "sessions of the sid")
    equal(before, _carried(after), "columns of the session after a later beacon")


@check("GWY-617", needs={"rows"})
async def an_incomplete_session_is_overwritten(target: Target) -> None:
    """On a session without a source a later beacon overwrites source, device, city, district and fingerprint."""
    for sid, source in await _incomplete(target):
        await target.post(_later(target, sid), user_agent=IPHONE)
        session = one(await target.sessions(sid), "sessions of the sid")
        expected = {
            "attribution_source": "First Click (Paid)",
            "device_type": "mobile",
            "city": "Later City",
            "district": "Later District",
            "fingerprint": "fp-later",
        }
        equal(expected, {column: session[column] for column in expected}, f"columns overwritten where it was {source}")


@check("GWY-617", needs={"rows"})
async def an_incomplete_session_loses_what_the_later_beacon_lacks(target: Target) -> None:
    """On a session without a source a later beacon without city, district and fingerprint makes them null."""
    for sid, source in await _incomplete(target):
        await target.post(target.beacon(sid=sid, meta={}))
        session = one(await target.sessions(sid), "sessions of the sid")
        expected = {"attribution_source": "Organic", "city": None, "district": None, "fingerprint": None}
        equal(expected, {column: session[column] for column in expected}, f"columns overwritten where it was {source}")


@check("GWY-618", needs={"rows"})
async def an_incomplete_session_gets_the_new_gclid(target: Target) -> None:
    """On a session without a source a later gclid takes the place of the old one."""
    for sid, source in await _incomplete(target):
        await target.post(_later(target, sid))
        session = one(await target.sessions(sid), "sessions of the sid")
        equal("c-later", session["gclid"], f"gclid where the source was {source}")


@check("GWY-618", needs={"rows"})
async def an_incomplete_session_keeps_its_old_gclid(target: Target) -> None:
    """On a session without a source a later beacon without a gclid leaves the old one, and gives the source."""
    for sid, source in await _incomplete(target):
        await target.post(target.beacon(sid=sid))
        session = one(await target.sessions(sid), "sessions of the sid")
        # Without the new source it would be no completion, and the old gclid no wonder.
        seen = (session["gclid"], session["attribution_source"])
        equal(("c-first", "Organic"), seen, f"gclid and source where the source was {source}")


@check("GWY-619", needs={"rows"})
async def an_incomplete_session_keeps_its_entry(target: Target) -> None:
    """On a session without a source a later beacon never changes wbraid, gbraid, entry_page or ip_address."""
    columns = ("wbraid", "gbraid", "entry_page", "ip_address")
    for sid, source in await _incomplete(target):
        before = one(await target.sessions(sid), "sessions of the sid")
        await target.post(_later(target, sid), address=target.new_address())
        after = one(await target.sessions(sid), "sessions of the sid")
        expected = {column: before[column] for column in columns}
        equal(expected, {column: after[column] for column in columns}, f"columns kept where the source was {source}")


@check("GWY-620", needs={"start", "own_database"})
async def a_refused_completion_is_ignored(target: Target) -> None:
    """A later beacon whose update of the session fails is stored and answered `synced`."""
    async with target.variant(ddl=[NO_COMPLETION]) as other:
        body = other.beacon()
        await session_of(other, body)
        await _take_source(other, body["sid"], None)
        answer = await other.post(_later(other, body["sid"]))
        synced(answer, "the later beacon")
        equal(2, len(await other.events(body["sid"])), "events of the session")


@check("GWY-621", needs={"rows"})
async def ordinary_events_are_not_counted(target: Target) -> None:
    """Views, scrolls, clicks and conversions leave event_count at 0."""
    sid = target.new_sid()
    for category, action in (
        *(("interaction", "view"), ("interaction", "scroll_depth"), ("conversion", "phone_call")),
        *(("system", "view"), ("interaction", "Heartbeat"), ("heartbeat", "view")),
    ):
        session = await session_of(target, target.beacon(sid=sid, ec=category, ea=action))
        equal(0, session["event_count"], f"event_count after {category}/{action}")


def _later(target: Target, sid: str) -> dict[str, Any]:
    """Build a second beacon of a session that differs from the first in everything it may."""
    meta = {"fp": "fp-later", "city": "Later City", "district": "Later District"}
    page = "https://shop.example/later?gclid=c-later&wbraid=w-later&gbraid=g-later"
    return target.beacon(sid=sid, u=page, r="https://www.facebook.com/", meta=meta)


async def _incomplete(target: Target) -> list[tuple[str, str]]:
    """Make two full sessions whose source is then taken away: null in the one, empty in the other."""
    made = []
    for source in (None, ""):
        meta = {"fp": target.new_fingerprint(), "city": "First City", "district": "First District", "gclid": "c-first"}
        body = target.beacon(u=FIRST_PAGE, meta=meta)
        await session_of(target, body)
        await _take_source(target, body["sid"], source)
        made.append((body["sid"], repr(source)))
    return made


async def _take_source(target: Target, sid: str, source: str | None) -> None:
    taken = "UPDATE sessions SET attribution_source = %s WHERE id = %s::uuid AND site_id = %s::uuid RETURNING id"
    one(await written(target, taken, source, sid, target.site.id), "sessions to take the source from")


def _carried(session: dict[str, Any]) -> dict[str, Any]:
    absent([column for column in CARRIED if column not in session], "columns of sessions that are missing")
    return {column: session[column] for column in CARRIED}
