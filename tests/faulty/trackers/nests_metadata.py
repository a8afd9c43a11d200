"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="nests-metadata",
    vice="What a caller gives is put under meta.custom.",
    killed_by=("TRK-802",),
    tracker=(
        (
            "{ send: sendEvent,",
            """{
    send: (category, action, label, value, custom) => sendEvent(category, action, label, value, { custom }),
   """,
        ),
    ),
)
