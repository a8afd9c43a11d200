"""GWY-701 to 709, 711 to 715 and 720: click ids, and where a visitor comes from. Past clicks: `past_click.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import check
from simulator.judge.expect import equal, truthy
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.literal import member
from tests.conformance.stored import event_of, session_of
from tests.conformance.traces import metadata_of, strangers_click

if TYPE_CHECKING:
    from simulator.judge.target import Target

SHOP = "https://shop.example/"


@check("GWY-701", needs={"rows"})
async def gclid_is_the_first_of_the_url_else_of_meta(target: Target) -> None:
    """The gclid is the URL's first parameter of that name if not empty, else meta.gclid."""
    for query, in_meta, expected in (
        ("?gclid=a", "m", "a"),
        ("?gclid=a&gclid=b", "m", "a"),
        ("?x=1&gclid=a", None, "a"),
        ("", "m", "m"),
        ("?gclid=", "m", "m"),
        ("?gclid", "m", "m"),
        ("?gclid=&gclid=b", "m", "m"),
    ):
        meta = {"fp": target.new_fingerprint(), "gclid": in_meta}
        body = target.beacon(u=SHOP + query, meta=meta)
        metadata = await metadata_of(target, body)
        equal(
            expected, metadata.get("gclid"), f"metadata.gclid for {query or 'no query'} and meta.gclid {said(in_meta)}"
        )


@check("GWY-701", needs={"rows"})
async def the_session_carries_the_same_gclid(target: Target) -> None:
    """The session's gclid is the URL's, not the one meta names as well."""
    meta = {"fp": target.new_fingerprint(), "gclid": "m"}
    session = await session_of(target, target.beacon(u=SHOP + "?gclid=a&gclid=b", meta=meta))
    equal("a", session["gclid"], "sessions.gclid")


@check("GWY-702", needs={"rows"})
async def parameter_names_are_exact_and_the_fragment_is_no_query(target: Target) -> None:
    """`GCLID=`, `xgclid=` and `#gclid=` are no gclid."""
    for rest in ("?GCLID=a", "?Gclid=a", "?xgclid=a", "#gclid=a", "#?gclid=a"):
        session = await session_of(target, target.beacon(u=SHOP + rest))
        equal(None, session["gclid"], f"sessions.gclid for {rest}")


@check("GWY-702", needs={"rows"})
async def utm_names_are_exact(target: Target) -> None:
    """`UTM_MEDIUM=cpc` and `#utm_medium=cpc` do not pay."""
    for rest in ("?UTM_MEDIUM=cpc", "#utm_medium=cpc"):
        await _source_is(target, "Organic", u=SHOP + rest)


@check("GWY-720", needs={"rows"})
async def parameters_are_decoded_as_browsers_do(target: Target) -> None:
    """A click id is stored decoded: blanks, UTF-8, U+FFFD for what is none, and an escape that is none as it is."""
    for given, expected in (
        ("%ff", "\ufffd"),
        ("a%E9b", "a\ufffdb"),
        ("%C3%A9%C3", "\u00e9\ufffd"),
        ("%ED%A0%80", "\ufffd\ufffd\ufffd"),
        ("%F0%9F%98%80", "\U0001f600"),
        ("a+b%20c%2B", "a b c+"),
        ("%zz%2", "%zz%2"),
        ("a=b", "a=b"),
    ):
        session = await session_of(target, target.beacon(u=f"{SHOP}?gclid={given}"))
        equal(expected, session["gclid"], f"sessions.gclid for gclid={given}")


@check("GWY-720", needs={"rows"})
async def no_address_is_lost_for_its_encoding(target: Target) -> None:
    """Whichever parameter holds bytes that are no UTF-8, name or value: the event is stored, its address as given."""
    for query in ("?q=caf%E9", "?utm_medium=%FF", "?wbraid=%80", "?%FF=1", "?a=%FF&utm_medium=cpc", "?gbraid=%C3"):
        event = await event_of(target, target.beacon(u=SHOP + query))
        equal(SHOP + query, event["url"], f"events.url for {query}")


@check("GWY-703", needs={"rows"})
async def any_scheme_has_a_query(target: Target) -> None:
    """The query of a URL of any scheme counts."""
    for page in ("javascript:x?gclid=a", "data:text/plain,x?gclid=a", "tel:123?gclid=a", "app:home?gclid=a"):
        session = await session_of(target, target.beacon(u=page))
        equal("a", session["gclid"], f"sessions.gclid for {page}")


@check("GWY-704", needs={"rows"})
async def a_falsy_gclid_is_stored_and_is_no_click(target: Target) -> None:
    """A falsy meta.gclid stays as sent in metadata, and the visitor is organic."""
    for falsy in (None, "", 0, False):
        body = target.beacon(meta={"fp": target.new_fingerprint(), "gclid": falsy})
        event = await event_of(target, body)
        equal(falsy, (event["metadata"] or {}).get("gclid", "no key"), f"metadata.gclid for meta.gclid {said(falsy)}")
        equal("interaction", event["event_category"], f"event_category for meta.gclid {said(falsy)}")
        source = (event["metadata"] or {}).get("attribution_source")
        equal("Organic", source, f"metadata.attribution_source for meta.gclid {said(falsy)}")


@check("GWY-705", needs={"rows"})
async def a_gclid_rewrites_the_category(target: Target) -> None:
    """With a gclid `interaction` becomes `acquisition`; `system` and `conversion` stay."""
    for category, expected in (
        ("interaction", "acquisition"),
        ("system", "system"),
        ("conversion", "conversion"),
    ):
        event = await event_of(target, target.beacon(u=SHOP + "?gclid=a", ec=category))
        equal(expected, event["event_category"], f"event_category of ec {said(category)} with a gclid")


@check("GWY-706", needs={"rows"})
async def a_gclid_rewrites_any_other_category(target: Target) -> None:
    """With a gclid `System`, a custom, a missing and a numeric category become `acquisition`."""
    for category in ("System", "CONVERSION", "conversion ", "custom", "", None, OMIT, 5):
        event = await event_of(target, target.beacon(u=SHOP + "?gclid=a", ec=category))
        equal("acquisition", event["event_category"], f"event_category of ec {said(category)} with a gclid")


@check("GWY-707", needs={"rows"})
async def attributed_to_ads_means_a_gclid(target: Target) -> None:
    """metadata.is_attributed_to_ads is true with a truthy gclid, and false with anything else that pays."""
    page, meta = SHOP + "?utm_medium=cpc", {"fp": target.new_fingerprint()}
    for name, wire, expected in (
        ("a gclid in the URL", {"u": SHOP + "?gclid=a"}, True),
        ("a gclid in meta", {"meta": {**meta, "gclid": "a"}}, True),
        ("a blank gclid", {"meta": {**meta, "gclid": " "}}, True),
        ("an empty gclid", {"meta": {**meta, "gclid": ""}}, False),
        ("a null gclid", {"meta": {**meta, "gclid": None}}, False),
        ("utm_medium=cpc", {"u": page, "meta": {}}, False),
        ("a social referrer", {"r": "https://facebook.com/", "meta": {}}, False),
        ("a wbraid", {"u": SHOP + "?wbraid=w", "meta": {}}, False),
        ("nothing", {"meta": {}}, False),
    ):
        metadata = await metadata_of(target, target.beacon(**wire))
        equal(expected, metadata.get("is_attributed_to_ads"), f"metadata.is_attributed_to_ads with {name}")


@check("GWY-708", needs={"rows"})
async def a_gclid_beats_everything(target: Target) -> None:
    """A gclid gives `First Click (Paid)` with a paid utm_medium and a social referrer beside it."""
    await _source_is(target, "First Click (Paid)", u=SHOP + "?gclid=a")
    await _source_is(target, "First Click (Paid)", u=SHOP + "?gclid=a&utm_medium=cpc")
    await _source_is(target, "First Click (Paid)", u=SHOP + "?gclid=a", r="https://www.facebook.com/")


@check("GWY-709", needs={"rows"})
async def a_paid_medium_pays(target: Target) -> None:
    """utm_medium cpc, ppc or paid in any case gives `Paid (UTM)`, also with a social referrer."""
    for medium in ("cpc", "ppc", "paid", "CPC", "Ppc", "PAID"):
        await _source_is(target, "Paid (UTM)", u=f"{SHOP}?utm_medium={medium}")
    await _source_is(target, "Paid (UTM)", u=f"{SHOP}?utm_medium=cpc", r="https://www.facebook.com/")


@check("GWY-709", needs={"rows"})
async def only_an_exact_medium_pays(target: Target) -> None:
    """utm_medium paid_social, `cpc `, cpcx or email, and utm_source=cpc, do not pay."""
    for medium in ("paid_social", "cpc%20", "cpcx", "email", ""):
        await _source_is(target, "Organic", u=f"{SHOP}?utm_medium={medium}")
    await _source_is(target, "Organic", u=f"{SHOP}?utm_source=cpc")


@check("GWY-711", needs={"rows"})
async def social_referrers_pay(target: Target) -> None:
    """A referrer that contains a social network's name anywhere gives `Paid Social`."""
    for referrer in (
        *(f"https://www.{network}.com/" for network in ("facebook", "instagram", "linkedin", "twitter", "tiktok")),
        *("https://x.com/", "https://www.netflix.com/", "https://example.org/?from=tiktok", "linkedin"),
    ):
        await _source_is(target, "Paid Social", r=referrer)


@check("GWY-712", needs={"rows"})
async def everything_else_is_organic(target: Target) -> None:
    """No referrer, an ordinary one, and google without a past click are `Organic`."""
    for referrer in ("", None, OMIT, "https://www.bing.com/", "https://x.example/", "https://www.google.com/"):
        await strangers_click(target)
        await _source_is(target, "Organic", r=referrer)


@check("GWY-713", needs={"rows"})
async def the_referer_header_is_ignored(target: Target) -> None:
    """A social Referer header makes nobody social while r is empty or missing."""
    for referrer in ("", OMIT):
        body = target.beacon(r=referrer)
        metadata = await metadata_of(target, body, headers=[("Referer", "https://www.facebook.com/")])
        equal("Organic", metadata.get("attribution_source"), f"metadata.attribution_source with r {said(referrer)}")


@check("GWY-714")
async def a_referrer_without_text_is_an_error(target: Target) -> None:
    """A truthy r that is neither string nor array is answered 500 through the top-level catch."""
    for referrer in (5, True, {"a": "google"}):
        await _is_a_tracking_error(target, referrer)


@check("GWY-715")
async def an_array_of_referrers_is_an_error(target: Target) -> None:
    """An array in r is answered 500 through the top-level catch while nothing else decided the source."""
    for referrer in (["google"], []):
        await _is_a_tracking_error(target, referrer)


@check("GWY-715")
async def an_array_of_referrers_counts_by_its_items(target: Target) -> None:
    """With a gclid or a paid utm_medium `["google"]` gives 5 points, `["www.google.com"]` none."""
    for query, referrer, expected in (
        ("gclid=a", ["google"], 5),
        ("gclid=a", ["www.google.com"], 0),
        ("gclid=a", [], 0),
        ("utm_medium=cpc", ["google"], 30),
    ):
        answer = await target.post(target.beacon(u=f"{SHOP}?{query}", r=referrer, ec="custom"))
        equal(expected, member("score", answer, "the beacon"), f"score with {query} and r {said(referrer)}")


async def _is_a_tracking_error(target: Target, referrer: object) -> None:
    answer = await target.post(target.beacon(r=referrer))
    equal(500, answer.status, f"status for r {said(referrer)}")
    # What tells the top-level catch from a failed write (blueprint 3.3, facts 13).
    equal("unknown_error", answer.header("X-CORS-Reason"), f"X-CORS-Reason for r {said(referrer)}")
    truthy(member("message", answer, "the beacon"), f"message for r {said(referrer)}", "a text that is not empty")


async def _source_is(target: Target, expected: str, **wire: object) -> None:
    metadata = await metadata_of(target, target.beacon(**wire))
    equal(expected, metadata.get("attribution_source"), f"metadata.attribution_source for {said(wire)}")
