"""What the gateway knows of one beacon before anything is stored, and the rows it makes of it.

Decides the columns of `sessions`, `events` and `calls` and the precedence of metadata (GWY-610 … GWY-613, GWY-801 …
GWY-816, GWY-926 … GWY-929). It must not know SQL, nor in which order the rows are written.
"""

import math
from dataclasses import dataclass
from typing import Any

from reference.attribution import Attribution, ClickIds, summarise
from reference.intents import Intent, page_url
from reference.javascript import either, spread, to_number, truthy
from reference.payload import Beacon
from reference.protocols import StoredSession
from reference.visitor import Device, Place, anonymise

_KEPT_CATEGORIES = ("system", "conversion")


@dataclass(frozen=True)
class Visit:
    """A beacon of a known site, with everything that enriches it."""

    site_id: str
    beacon: Beacon
    month: Any
    clicks: ClickIds
    fingerprint: Any
    attribution: Attribution
    score: int
    address: str
    user_agent: str
    device: Device
    place: Place


def session_row(visit: Visit, session_id: Any) -> dict[str, Any]:
    """A new session (blueprint 3.2 B)."""
    return {
        "id": session_id,
        "site_id": visit.site_id,
        "ip_address": visit.address,
        "entry_page": visit.beacon.url,
        "gclid": visit.clicks.gclid,
        "wbraid": visit.clicks.wbraid,
        "gbraid": visit.clicks.gbraid,
        "created_month": visit.month,
        **_attribution_columns(visit),
    }


def completed_session_row(visit: Visit, session: StoredSession) -> dict[str, Any]:
    """What an existing session without an attribution source is given; its gclid is kept if there is no new one."""
    return {**_attribution_columns(visit), "gclid": either(visit.clicks.gclid, session.gclid)}


def _attribution_columns(visit: Visit) -> dict[str, Any]:
    return {
        "attribution_source": visit.attribution.source,
        "device_type": visit.device.device_type,
        "city": visit.place.known_city,
        "district": visit.place.district,
        "fingerprint": visit.fingerprint,
    }


def event_row(visit: Visit, session: StoredSession) -> dict[str, Any]:
    """One event of the session, in the session's month (blueprint 3.2 C)."""
    beacon = visit.beacon
    return {
        "session_id": session.id,
        "session_month": session.created_month,
        "url": beacon.url,
        "event_category": event_category(visit),
        "event_action": either(beacon.action, "view"),
        "event_label": beacon.label,
        "event_value": event_value(beacon.value),
        "metadata": event_metadata(visit),
    }


def event_category(visit: Visit) -> Any:
    """An ad click makes everything an acquisition, except what is exactly system or conversion."""
    category = visit.beacon.category
    if visit.clicks.from_ad and category not in _KEPT_CATEGORIES:
        return "acquisition"
    return either(category, "interaction")


def event_value(value: Any) -> float | None:
    """`ev ? Number(ev) : null`; what is not finite has no JSON and becomes null."""
    number = to_number(value) if truthy(value) else math.nan
    return number if math.isfinite(number) else None


def event_metadata(visit: Visit) -> dict[str, Any]:
    """Later wins: the client can override the referrer only, and an undefined value removes the client's key."""
    beacon, device, place = visit.beacon, visit.device, visit.place
    return {
        "referrer": beacon.referrer,
        **spread(beacon.meta),
        "client_sid": beacon.session_id,
        "fingerprint": visit.fingerprint,
        "user_agent": visit.user_agent,
        "device_type": device.device_type,
        "os": device.os,
        "browser": device.browser,
        "browser_version": device.browser_version,
        "city": place.city,
        "district": place.district,
        "country": place.country,
        "timezone": place.timezone,
        "lead_score": float(visit.score),
        "attribution_source": visit.attribution.source,
        "intelligence_summary": summarise(visit.score, visit.attribution),
        "is_attributed_to_ads": visit.clicks.from_ad,
        "gclid": visit.clicks.gclid,
        "ip_anonymized": anonymise(visit.address),
    }


def call_row(visit: Visit, session: StoredSession, intent: Intent) -> dict[str, Any]:
    """The call of a click (blueprint 3.2 D)."""
    return {
        "site_id": visit.site_id,
        "phone_number": intent.target,
        "matched_session_id": session.id,
        "matched_fingerprint": visit.fingerprint,
        "lead_score": float(visit.score),
        "lead_score_at_match": float(visit.score),
        "status": "intent",
        "source": "click",
        "intent_stamp": intent.stamp,
        "intent_action": intent.action,
        "intent_target": intent.target,
        "intent_page_url": page_url(visit.beacon.url),
        "click_id": either(visit.clicks.any, None),
    }


def progress_row(beacon: Beacon, counted: int | None) -> dict[str, Any]:
    """What a heartbeat or a session end changes on its session (facts 12)."""
    row: dict[str, Any] = {"event_count": float((counted or 0) + 1)}
    if truthy(duration := beacon.extra("duration_sec")):
        row["total_duration_sec"] = duration
    if beacon.action == "session_end" and truthy(page := beacon.extra("exit_page")):
        row["exit_page"] = page
    return row
