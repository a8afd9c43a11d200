"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="swaps-label-and-value",
    vice="opmantik.send takes the value before the label.",
    killed_by=("TRK-802",),
    tracker=(
        (
            "{ send: sendEvent,",
            """{
    send: (category, action, value, label, metadata) => sendEvent(category, action, label, value, metadata),
   """,
        ),
    ),
)
