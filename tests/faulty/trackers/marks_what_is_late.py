"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="marks-what-is-late",
    vice="What is drained says that it is late.",
    killed_by=("TRK-502",),
    tracker=(("JSON.stringify(item.payload)", "JSON.stringify({ ...item.payload, late: true })"),),
)
