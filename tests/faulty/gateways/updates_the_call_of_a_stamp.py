"""See the vice."""

from reference.postgres_store import _INSERT_CALL
from tests.faulty.fault import Fault

_UPDATED = ("matched_session_id", "intent_action", "intent_target", "intent_page_url", "lead_score", "click_id")
_SET = ", ".join(f"{column} = excluded.{column}" for column in _UPDATED)
_UPSERT = f"{_INSERT_CALL} ON CONFLICT (site_id, intent_stamp) DO UPDATE SET {_SET}"

FAULT = Fault(
    name="updates-the-call-of-a-stamp",
    vice="DO UPDATE for DO NOTHING: the second click of a stamp rewrites the first.",
    killed_by=("GWY-918", "GWY-919"),
    replacements={"reference.postgres_store._UPSERT_CALL": _UPSERT},
)
