"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="indexes-of-partitions-unfinished",
    vice="Building the partitions' indexes broke off, and was never begun again.",
    killed_by=("SCH-509", "SCH-510"),
    ddl=(
        """
        UPDATE pg_index SET indisvalid = false WHERE NOT indisprimary AND indrelid IN (
            SELECT inhrelid FROM pg_inherits WHERE inhparent IN ('sessions'::regclass, 'events'::regclass))
        """,
    ),
)
