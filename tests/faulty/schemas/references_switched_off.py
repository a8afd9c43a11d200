"""See the vice."""

from tests.faulty.fault import Fault

TABLES = ("sites", "sessions", "events", "calls", "auth.users")

FAULT = Fault(
    name="references-switched-off",
    vice="The triggers of the foreign keys were disabled for a bulk load, and never enabled again.",
    killed_by=("SCH-404", "SCH-405", "SCH-406", "SCH-407", "SCH-804", "SCH-805", "SCH-807", "SCH-815", "SCH-816"),
    ddl=tuple(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES),
)
