"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-a-depth-as-text",
    vice="A scroll's value is a text.",
    killed_by=("TRK-612",),
    tracker=(("'50%', percent);", "'50%', String(percent));"),),
)
