"""SCH-101 to 320: every column: its type, nullability and default."""

from __future__ import annotations

from tests.conformance.schema_subject import judge_each

# Clause id → the subject by which the catalogue comparison calls the object.
SUBJECTS = {
    "SCH-101": "sessions.id",
    "SCH-102": "sessions.site_id",
    "SCH-103": "sessions.ip_address",
    "SCH-104": "sessions.entry_page",
    "SCH-105": "sessions.exit_page",
    "SCH-106": "sessions.gclid",
    "SCH-107": "sessions.wbraid",
    "SCH-108": "sessions.gbraid",
    "SCH-109": "sessions.total_duration_sec",
    "SCH-110": "sessions.event_count",
    "SCH-111": "sessions.created_month",
    "SCH-112": "sessions.created_at",
    "SCH-113": "sessions.attribution_source",
    "SCH-114": "sessions.device_type",
    "SCH-115": "sessions.city",
    "SCH-116": "sessions.district",
    "SCH-117": "sessions.fingerprint",
    "SCH-201": "events.id",
    "SCH-202": "events.session_id",
    "SCH-203": "events.session_month",
    "SCH-204": "events.url",
    "SCH-205": "events.event_category",
    "SCH-206": "events.event_action",
    "SCH-207": "events.event_label",
    "SCH-208": "events.event_value",
    "SCH-209": "events.metadata",
    "SCH-210": "events.created_at",
    "SCH-301": "calls.id",
    "SCH-302": "calls.site_id",
    "SCH-303": "calls.phone_number",
    "SCH-304": "calls.matched_session_id",
    "SCH-305": "calls.matched_fingerprint",
    "SCH-306": "calls.lead_score",
    "SCH-307": "calls.created_at",
    "SCH-308": "calls.status",
    "SCH-309": "calls.lead_score_at_match",
    "SCH-310": "calls.score_breakdown",
    "SCH-311": "calls.matched_at",
    "SCH-312": "calls.source",
    "SCH-313": "calls.confirmed_at",
    "SCH-314": "calls.confirmed_by",
    "SCH-315": "calls.note",
    "SCH-316": "calls.intent_stamp",
    "SCH-317": "calls.intent_action",
    "SCH-318": "calls.intent_target",
    "SCH-319": "calls.intent_page_url",
    "SCH-320": "calls.click_id",
}

judge_each(SUBJECTS, __name__)
