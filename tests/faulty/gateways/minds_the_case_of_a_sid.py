"""See the vice."""

from reference.postgres_store import _FIND_SESSION
from tests.faulty.fault import Fault

FAULT = Fault(
    name="minds-the-case-of-a-sid",
    vice="The look-up compares ids as text, so an upper-case sid does not find its session.",
    killed_by=("GWY-608",),
    replacements={"reference.postgres_store._FIND_SESSION": _FIND_SESSION.replace("id = %s", "id::text = %s", 1)},
)
