"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="calls-go-with-the-user",
    vice="Deleting a user deletes the calls that the user confirmed.",
    killed_by=("SCH-407",),
    replacements=with_slips(("ON DELETE SET NULL", "ON DELETE CASCADE")),
)
