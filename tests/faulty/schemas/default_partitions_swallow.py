"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="default-partitions-swallow",
    vice="A default partition takes whatever month has none.",
    killed_by=("SCH-801", "SCH-802"),
    ddl=(
        "CREATE TABLE sessions_default PARTITION OF sessions DEFAULT",
        "CREATE TABLE events_default PARTITION OF events DEFAULT",
    ),
)
