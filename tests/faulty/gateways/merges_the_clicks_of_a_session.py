"""See the vice."""

from reference.postgres_store import _FIND_RECENT_CALLS
from tests.faulty.fault import Fault

_FIND_ANY = _FIND_RECENT_CALLS.replace("intent_target = %s", "%s::text IS NOT NULL")

FAULT = Fault(
    name="merges-the-clicks-of-a-session",
    vice="In the fall-back any recent call of the session makes a click a duplicate, whatever its target.",
    killed_by=("GWY-925",),
    replacements={"reference.postgres_store._FIND_RECENT_CALLS": _FIND_ANY},
)
