"""Which row of `events` and of `calls` is whose: rows matched to the requests that made them.

It decides by what the clauses say a row takes from its beacon (GWY-801 to GWY-816, GWY-901 to GWY-918): session,
month, action, label, address, value and what the client put in `meta`. It knows no gateway and no queue.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from simulator.judge.carriage import is_answered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.judge.attempts import Emitted
    from simulator.judge.visit import Arrived, Read

Row = "Mapping[str, Any]"
_UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_MONTH = re.compile(r"\d{4}-\d{2}-\d{2}")
# What the gateway says itself, whatever the client put there (GWY-812, GWY-813).
_GATEWAYS = frozenset(
    {
        "client_sid",
        "fingerprint",
        "user_agent",
        "device_type",
        "os",
        "browser",
        "browser_version",
        "city",
        "district",
        "country",
        "timezone",
        "lead_score",
        "attribution_source",
        "intelligence_summary",
        "is_attributed_to_ads",
        "gclid",
        "ip_anonymized",
    }
)
STAMP_UNITS_MAX = 128


def gateway_status(arrival: Arrived) -> int | None:
    """Give what the gateway itself answered; where nothing struck, what the client got is the gateway's."""
    if arrival.upstream_status is not None or arrival.fault:
        return arrival.upstream_status
    return arrival.status


def may_be_stored(arrival: Arrived) -> bool:
    """Whether the gateway may have stored it: it said yes, or nobody knows what it said."""
    status = gateway_status(arrival)
    if status is not None:
        return 200 <= status <= 299  # noqa: PLR2004
    return not (arrival.fault and is_answered(arrival))


def store(events: Sequence[Emitted], read: Read) -> list[str]:
    """Give every event its rows, by the arrival that made each; gives rows that are nobody's, in sentences."""
    rest = list(read.events)
    pairs = [(event, one) for event in events for one in event.whole_arrivals if may_be_stored(one)]
    pairs.sort(key=lambda pair: pair[1].arrival)
    for sure in (True, False):
        for event, arrival in pairs:
            if (gateway_status(arrival) is not None) == sure:
                row = next((row for row in rest if _is_of(row, event.values)), None)
                if row is not None:
                    event.rows[arrival.number] = row
                    rest = [one for one in rest if one is not row]
    return [f"row {row.get('id')} of events ({_words(row)}) is stored, and no event explains it" for row in rest]


def call(events: Sequence[Emitted], read: Read) -> tuple[dict[int, list[Row]], list[str]]:
    """Give the calls of each intent, by its place in `events`; and those that are nobody's, in sentences."""
    rest = list(read.calls)
    found: dict[int, list[Row]] = {at: [] for at in range(len(events))}
    for at, event in enumerate(events):
        stamp = stamp_of(event.values)
        if stamp and event.rows:
            found[at] = [row for row in read.calls if row.get("intent_stamp") == stamp]
            rest = [row for row in rest if row.get("intent_stamp") != stamp]
    for exact in (True, False):
        for at, event in enumerate(events):
            for made in event.rows.values() if not stamp_of(event.values) else ():
                row = next((row for row in rest if _is_call_of(row, event.values, made, exact=exact)), None)
                if row is not None and len(found[at]) < len(event.rows):
                    found[at].append(row)
                    rest = [one for one in rest if one is not row]
    return found, [f"row {row.get('id')} of calls is stored, and no click explains it" for row in rest]


def action_of(values: Mapping[str, Any]) -> str:
    """Give `phone` or `whatsapp` for a click on such a link, else nothing (GWY-903 to GWY-907)."""
    meta = values.get("meta") if isinstance(values.get("meta"), dict) else {}
    name = str(meta.get("intent_action") or values.get("ea") or "").strip().lower()
    action, label = str(values.get("ea") or "").lower(), values.get("el")
    label = label.lower() if isinstance(label, str) else ""
    phones = {"phone_call", "phone_click", "call_click"}
    if name in phones | {"tel_click"} or action in phones or label.startswith("tel:"):
        return "phone"
    chats = name in {"whatsapp", "whatsapp_click", "wa_click"} or action == "whatsapp"
    return "whatsapp" if chats or "wa.me" in label or "whatsapp.com" in label else ""


def stamp_of(values: Mapping[str, Any]) -> str:
    """Give the intent's stamp as it is stored (GWY-915, GWY-916), or nothing."""
    meta = values.get("meta")
    stamp = meta.get("intent_stamp") if isinstance(meta, dict) else None
    if not isinstance(stamp, str):
        return ""
    units = stamp.strip().strip("\ufeff").strip().encode("utf-16-le", "surrogatepass")[: 2 * STAMP_UNITS_MAX]
    return units.decode("utf-16-le", "surrogatepass")


def _is_of(row: Row, values: Mapping[str, Any]) -> bool:
    """Whether a row can come of this beacon."""
    month, label = values.get("sm"), values.get("el")
    return (
        row.get("event_action") == _text(values.get("ea"), "view")
        and row.get("event_category") in (_text(values.get("ec"), "interaction"), "acquisition")
        and (row.get("event_label") == label or not isinstance(label, str | None))
        and row.get("url") == values.get("u")
        and (not (isinstance(month, str) and _MONTH.fullmatch(month)) or str(row.get("session_month")) == month)
        and _is_of_session(row, values.get("sid"))
        and _has_value(row.get("event_value"), values.get("ev"))
        and _has_meta(row.get("metadata"), values.get("meta"))
    )


def _is_of_session(row: Row, sid: Any) -> bool:
    if isinstance(sid, str) and _UUID_V4.fullmatch(sid):
        return str(row.get("session_id")).lower() == sid.lower()
    metadata = row.get("metadata")
    return isinstance(metadata, dict) and metadata.get("client_sid") == sid


def _has_value(stored: Any, sent: Any) -> bool:
    if not sent:
        return stored is None
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        return True
    try:
        return float(stored) == float(sent)
    except (TypeError, ValueError, OverflowError):
        return False


def _has_meta(stored: Any, sent: Any) -> bool:
    if not isinstance(sent, dict):
        return True
    if not isinstance(stored, dict):
        return False
    return all(stored.get(key) == value for key, value in sent.items() if key not in _GATEWAYS)


def _is_call_of(call_row: Row, values: Mapping[str, Any], event_row: Row, *, exact: bool) -> bool:
    digits = re.sub(r"\D", "", str(values.get("el") or ""))
    target = re.sub(r"\D", "", str(call_row.get("intent_target") or ""))
    return (
        str(call_row.get("matched_session_id")) == str(event_row.get("session_id"))
        and call_row.get("intent_action") == action_of(values)
        and (not exact or digits.endswith(target[-10:]))
    )


def _text(value: Any, otherwise: str) -> str:
    """Give a field as it is stored: JSON text where it is no string (GWY-804, GWY-805, GWY-807)."""
    if value is None or value is False or value in ("", 0):
        return otherwise
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _words(row: Row) -> str:
    return f"{row.get('event_category')}/{row.get('event_action')}"
