"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drops-what-is-too-large",
    vice="An event that neither way could carry is dropped before it is tried.",
    killed_by=("TRK-312",),
    tracker=(
        (
            """    const body = JSON.stringify(payload);
""",
            """    const body = JSON.stringify(payload);
    if (body.length > 65536) {
      return;
    }
""",
        ),
    ),
)
