"""See the vice."""

from reference.postgres_store import _UPSERT_CALL
from tests.faulty.fault import Fault

_MATCHED = _UPSERT_CALL.replace(", click_id) SELECT", ", click_id, matched_at) SELECT").replace(
    ", click_id FROM", ", click_id, now() FROM"
)

FAULT = Fault(
    name="matches-a-call-at-once",
    vice="matched_at is when the click came.",
    killed_by=("GWY-929",),
    replacements={"reference.postgres_store._UPSERT_CALL": _MATCHED},
)
