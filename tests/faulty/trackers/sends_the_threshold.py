"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-the-threshold",
    vice="A scroll's value is its threshold.",
    killed_by=("TRK-612",),
    tracker=(("'50%', percent);", "'50%', percent >= 90 ? 90 : 50);"),),
)
