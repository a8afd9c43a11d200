"""SCH-401 to 409: primary and foreign keys, the check of the status, the unique constraint."""

from __future__ import annotations

from tests.conformance.schema_subject import judge_each

# Clause id → the subject by which the catalogue comparison calls the object.
SUBJECTS = {
    "SCH-401": "primary key sessions",
    "SCH-402": "primary key events",
    "SCH-403": "primary key calls",
    "SCH-404": "foreign key sessions(site_id)",
    "SCH-405": "foreign key events(session_id, session_month)",
    "SCH-406": "foreign key calls(site_id)",
    "SCH-407": "foreign key calls(confirmed_by)",
    "SCH-408": "constraint calls.calls_status_check",
    "SCH-409": "constraint calls.calls_site_intent_stamp_uniq",
}

judge_each(SUBJECTS, __name__)
