"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-lost-months-in-a-default-partition",
    vice="Set up so that no month can be missing: default partitions take what has none.",
    killed_by=("GWY-626", "GWY-630"),
    ddl=(
        "CREATE TABLE sessions_default PARTITION OF sessions DEFAULT",
        "CREATE TABLE events_default PARTITION OF events DEFAULT",
    ),
)
