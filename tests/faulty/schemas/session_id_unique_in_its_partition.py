"""See the vice."""

from tests.faulty.fault import Fault

UNIQUE_IN_EACH = """
    SELECT string_agg(format('CREATE UNIQUE INDEX ON %s (id)', inhrelid::regclass), ';')
    FROM pg_inherits WHERE inhparent = 'sessions'::regclass
"""

FAULT = Fault(
    name="session-id-unique-in-its-partition",
    vice="A unique index of each partition makes the id alone the key, whatever the day.",
    killed_by=("SCH-806",),
    ddl=(f"DO $$ BEGIN EXECUTE ({UNIQUE_IN_EACH}); END $$",),
)
