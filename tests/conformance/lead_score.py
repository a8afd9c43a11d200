"""GWY-731 to 742: the points of a beacon. `Ads Assisted`, which looks across sites: `past_click.py`.

Scores are measured from a category that gives nothing, so that one rule is seen at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import equal, one
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.literal import member
from tests.conformance.stored import RAW, with_raw
from tests.conformance.traces import metadata_in, metadata_of, strangers_click
from tests.conformance.user_agents import BROWSERS

if TYPE_CHECKING:
    from simulator.judge.target import Target

SHOP = "https://shop.example/"
CPC = SHOP + "?utm_medium=cpc"
GOOGLE = "https://www.google.com/"
FACEBOOK = "https://www.facebook.com/"
UNSCORED = (
    *("view", "phone_call", "phone_click", "call_click", "whatsapp", "wa_click", "form_submit", "form_start", "click"),
    *("heartbeat", "session_end", "cta_click", "purchase", "scroll", "hover", "copy", "intent", "conversion", ""),
)


@check("GWY-731")
async def categories_give_points(target: Target) -> None:
    """`conversion` gives 50, `interaction` 10, any other category nothing."""
    for category, expected in (
        *(("conversion", 50), ("interaction", 10)),
        *(("custom", 0), ("system", 0), ("Conversion", 0), ("INTERACTION", 0), ("conversion ", 0)),
    ):
        await _scores(target, expected, ec=category)


@check("GWY-732")
async def half_a_page_gives_ten(target: Target) -> None:
    """A scroll_depth from 50 to below 90 gives 10, below 50 nothing."""
    for depth, expected in ((50, 10), (75, 10), (89.9, 10), (49.9, 0), (25, 0), (-90, 0), (None, 0)):
        await _scores(target, expected, ea="scroll_depth", ev=depth)


@check("GWY-732")
async def only_scroll_depth_is_measured(target: Target) -> None:
    """A value of 75 gives nothing with another action, and `Scroll_Depth` is another one."""
    for action in ("view", "Scroll_Depth", "scroll_depth "):
        await _scores(target, 0, ea=action, ev=75)


@check("GWY-733")
async def a_whole_page_gives_thirty(target: Target) -> None:
    """A scroll_depth of at least 90 gives 30."""
    for depth in (90, 95.5, 100, 1000):
        await _scores(target, 30, ea="scroll_depth", ev=depth)


@check("GWY-734")
async def hovering_gives_fifteen(target: Target) -> None:
    """`hover_intent` gives 15, and only exactly so."""
    await _scores(target, 15, ea="hover_intent")
    await _scores(target, 0, ea="Hover_Intent")


@check("GWY-735")
async def a_google_referrer_gives_five(target: Target) -> None:
    """A referrer that contains lower-case `google` gives 5, `Google` nothing."""
    for referrer, expected in ((GOOGLE, 5), ("google", 5), ("https://www.Google.com/", 0), ("https://GOOGLE.com", 0)):
        await strangers_click(target)
        await _scores(target, expected, r=referrer)


@check("GWY-736")
async def a_paid_source_gives_twenty_five(target: Target) -> None:
    """`Paid (UTM)` and `Paid Social` give 25."""
    await _scores(target, 25, u=CPC)
    await _scores(target, 25, r=FACEBOOK)


@check("GWY-736")
async def a_gclid_gives_nothing(target: Target) -> None:
    """A gclid gives no points, and takes those of a paid source away."""
    for wire in (
        {"u": SHOP + "?gclid=a"},
        {"u": SHOP + "?gclid=a&utm_medium=cpc"},
        {"u": SHOP + "?gclid=a", "r": FACEBOOK},
        {"meta": {"fp": target.new_fingerprint(), "gclid": "a"}},
    ):
        await _scores(target, 0, **wire)


@check("GWY-737")
async def the_score_stops_at_a_hundred(target: Target) -> None:
    """A paid conversion that read the whole page and came from google has 100 points, not 110."""
    await _scores(target, 100, u=CPC, ec="conversion", ea="scroll_depth", ev=95, r=GOOGLE)


@check("GWY-738")
async def a_depth_is_read_as_javascript_reads_numbers(target: Target) -> None:
    """A scroll value that `Number()` makes 90 or more gives 30; `"90%"`, true and [50,60] give nothing."""
    for text, expected in (
        *(('"90"', 30), ('" 90 "', 30), ("[90]", 30), ('["90"]', 30), ('"0x5a"', 30), ("1e400", 30)),
        *(('"Infinity"', 30), ('"9e1"', 30), ('"50"', 10), ("[50]", 10)),
        *(('"90%"', 0), ("true", 0), ("[50,60]", 0), ('{"a":90}', 0), ('"-Infinity"', 0), ('"infinity"', 0)),
    ):
        body = target.beacon(ec="custom", ea="scroll_depth", ev=RAW)
        answer = await target.post(with_raw(body, text))
        equal(expected, member("score", answer, "the beacon"), f"score of ev {text}")


@check("GWY-739", needs={"rows"})
async def the_summary_follows_the_points(target: Target) -> None:
    """Up to 60 points it is `Standard Traffic`, from 61 `🔥 Hot Lead`, from 81 `💎 Premium Opportunity`."""
    for points, wire, expected in (
        (10, {"ec": "interaction"}, "Standard Traffic"),
        (60, {"ec": "conversion", "ea": "scroll_depth", "ev": 50}, "Standard Traffic"),
        (65, {"ec": "conversion", "ea": "hover_intent"}, "🔥 Hot Lead"),
        (80, {"ec": "conversion", "ea": "scroll_depth", "ev": 90}, "🔥 Hot Lead"),
        (85, {"ec": "conversion", "ea": "scroll_depth", "ev": 90, "r": GOOGLE}, "💎 Premium Opportunity"),
    ):
        await strangers_click(target)
        metadata = await metadata_of(target, target.beacon(**wire))
        equal(expected, metadata.get("intelligence_summary"), f"metadata.intelligence_summary at {points} points")


@check("GWY-740", needs={"rows"})
async def no_other_source_is_an_ads_origin(target: Target) -> None:
    """A gclid, a paid medium, a social and a plain visitor end in no ` (Ads Origin)`."""
    for wire in ({"u": SHOP + "?gclid=a"}, {"u": CPC}, {"r": FACEBOOK}, {"r": ""}):
        metadata = await metadata_of(target, target.beacon(**wire))
        equal(
            "Standard Traffic", metadata.get("intelligence_summary"), f"metadata.intelligence_summary for {said(wire)}"
        )


@check("GWY-741", needs={"rows"})
async def the_answer_s_score_is_stored(target: Target) -> None:
    """metadata.lead_score of the event is the score of the answer, at 0 points and at more."""
    for expected, wire in (
        *((0, {"ec": "custom"}), (10, {"ec": "interaction"})),
        *((65, {"ec": "conversion", "ea": "hover_intent"}), (35, {"u": CPC})),
    ):
        body = target.beacon(**wire)
        answer = await target.post(body)
        event = one(await target.events(body["sid"]), f"events after {answer.status} for {said(wire)}")
        seen = (member("score", answer, "the beacon"), metadata_in(event).get("lead_score"))
        equal((expected, expected), seen, f"score answered and metadata.lead_score for {said(wire)}")


@check("GWY-742")
async def nothing_else_gives_points(target: Target) -> None:
    """Clicks, forms, signs of life, labels, a second visit, a place and a telephone's browser give nothing."""
    visited = target.beacon()
    await target.post(visited)
    for wire in (
        *({"ea": action, "ev": 95, "meta": {"duration_sec": 600}} for action in UNSCORED),
        {"ea": "view", "el": "tel:+905321112233"},
        {"ea": "view", "el": "https://wa.me/905321112233"},
        {"sid": visited["sid"], "meta": visited["meta"]},
        {"meta": {"city": "Istanbul", "district": "Kadikoy", "lead_score": 90, "score": 90, "intent_action": "phone"}},
        {"sid": OMIT, "meta": OMIT},
    ):
        await _scores(target, 0, **wire)
    answer = await target.post(target.beacon(ec="custom"), user_agent=BROWSERS[-2][0])
    equal(0, member("score", answer, "the beacon"), "score of a telephone's browser")


async def _scores(target: Target, expected: int, **wire: Any) -> None:
    answer = await target.post(target.beacon(**{"ec": "custom", **wire}))
    equal(expected, member("score", answer, "the beacon"), f"score for {said(wire)}")
