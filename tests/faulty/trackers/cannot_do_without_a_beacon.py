"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="cannot-do-without-a-beacon",
    vice="sendBeacon is called where it does not exist.",
    killed_by=("TRK-304",),
    tracker=(
        (
            """    return navigator.sendBeacon
      && navigator.sendBeacon(""",
            """    return (
      navigator.sendBeacon(""",
        ),
        ("{ type: 'application/json' }));", "{ type: 'application/json' })));"),
    ),
)
