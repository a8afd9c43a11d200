"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="promises",
    vice="opmantik.send returns a promise.",
    killed_by=("TRK-803",),
    tracker=(
        (
            "{ send: sendEvent,",
            """{
    send: async (category, action, label, value, meta) => sendEvent(category, action, label, value, meta),
   """,
        ),
    ),
)
