"""See the vice."""

from tests.faulty.fault import Fault

FULL_EACH = """
    SELECT string_agg(format('ALTER TABLE %s REPLICA IDENTITY FULL', inhrelid::regclass), ';')
    FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid AND relkind = 'r'
"""

FAULT = Fault(
    name="publishes-every-partition-in-full",
    vice="None: partitions have the replica identity of their table, and are published under its name.",
    cures=("HAZ-103", "HAZ-104"),
    ddl=(
        f"DO $$ BEGIN EXECUTE ({FULL_EACH}); END $$",
        "ALTER PUBLICATION supabase_realtime SET (publish_via_partition_root = true)",
    ),
)
