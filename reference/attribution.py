"""Where a visit came from, and what it is worth: click ids, attribution source, lead score (GWY-701 … GWY-741).

Decides from a beacon and its URL. It must not know rows; whether there was a past ad click is an argument.
"""

from dataclasses import dataclass
from typing import Any

from reference.javascript import either, includes, lower, strictly_equal, to_number, truthy
from reference.payload import Beacon, PageUrl
from reference.protocols import AdTrace

_PAID_MEDIA = ("cpc", "ppc", "paid")
_SOCIAL = ("facebook", "instagram", "linkedin", "twitter", "tiktok", "x.com")
_SCROLLED_HALF = 50
_SCROLLED_THROUGH = 90
HIGHEST_SCORE = 100
_HOT_ABOVE = 60
_PREMIUM_ABOVE = 80


@dataclass(frozen=True)
class ClickIds:
    """The ad click ids of a beacon; any JavaScript value, as the client may send any in meta."""

    gclid: Any
    wbraid: Any
    gbraid: Any

    @property
    def from_ad(self) -> bool:
        """Does it count as an ad click? Only the gclid does (facts 6)."""
        return truthy(self.gclid)

    @property
    def any(self) -> Any:
        """gclid, else wbraid, else gbraid."""
        return either(self.gclid, self.wbraid, self.gbraid)


def read_click_ids(beacon: Beacon, url: PageUrl) -> ClickIds:
    """Of each id: the URL's first parameter if it is not empty, else meta's."""
    return ClickIds(*(either(url.parameter(name), beacon.extra(name)) for name in ("gclid", "wbraid", "gbraid")))


def last_months(now_month: str, count: int = 6) -> list[str]:
    """The first days of this month and the ones before it, newest first; `YYYY-MM-01`."""
    newest = int(now_month[:4]) * 12 + int(now_month[5:7]) - 1
    return [f"{month // 12:04d}-{month % 12 + 1:02d}-01" for month in range(newest, newest - count, -1)]


def has_past_click(traces: list[AdTrace], fingerprint: Any) -> bool:
    """Did the same fingerprint come with a truthy gclid?"""
    return any(truthy(trace.gclid) and strictly_equal(trace.fingerprint, fingerprint) for trace in traces)


@dataclass(frozen=True)
class Attribution:
    """The source's name, and whether it counts as paid."""

    source: str
    paid: bool


def attribute(beacon: Beacon, url: PageUrl, clicks: ClickIds, *, past_click: bool) -> Attribution:
    """First match wins (facts 7). Raises JavaScriptError for a referrer that is asked and is no string."""
    if clicks.from_ad:
        return Attribution("First Click (Paid)", paid=True)
    if (url.parameter("utm_medium") or "").lower() in _PAID_MEDIA:
        return Attribution("Paid (UTM)", paid=True)
    referrer = lower(beacon.referrer) if truthy(beacon.referrer) else ""
    if "google" in referrer and past_click:
        return Attribution("Ads Assisted", paid=True)
    if any(name in referrer for name in _SOCIAL):
        return Attribution("Paid Social", paid=True)
    return Attribution("Organic", paid=False)


def lead_score(beacon: Beacon, attribution: Attribution, clicks: ClickIds) -> int:
    """Points of one event, 0 … 100 (facts 8). Raises JavaScriptError as `includes` and `Number` do."""
    score = {"conversion": 50, "interaction": 10}.get(_text(beacon.category), 0)
    score += _action_points(beacon)
    if truthy(beacon.referrer) and includes(beacon.referrer, "google"):
        score += 5
    if attribution.paid and not clicks.from_ad:
        score += 25
    return min(score, HIGHEST_SCORE)


def _action_points(beacon: Beacon) -> int:
    action = _text(beacon.action)
    if action == "hover_intent":
        return 15
    if action != "scroll_depth":
        return 0
    depth = to_number(beacon.value)
    return 10 * (depth >= _SCROLLED_HALF) + 20 * (depth >= _SCROLLED_THROUGH)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def summarise(score: int, attribution: Attribution) -> str:
    """`intelligence_summary` (facts 8)."""
    summary = "Standard Traffic"
    if score > _PREMIUM_ABOVE:
        summary = "💎 Premium Opportunity"
    elif score > _HOT_ABOVE:
        summary = "🔥 Hot Lead"
    return f"{summary} (Ads Origin)" if "Ads" in attribution.source else summary
