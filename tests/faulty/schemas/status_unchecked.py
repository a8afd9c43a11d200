"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="status-unchecked",
    vice="The older status check was dropped and no other put in its place.",
    killed_by=("SCH-408", "SCH-811"),
    ddl=("ALTER TABLE calls DROP CONSTRAINT calls_status_check",),
)
