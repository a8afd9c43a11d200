"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="stamps-anew-what-is-late",
    vice="What is drained gets a new stamp, and is another call.",
    killed_by=("TRK-708",),
    tracker=(
        (
            """      readQueue().forEach(item => {
""",
            """      readQueue().forEach(item => {
        if (item.payload.meta.intent_stamp) item.payload.meta.intent_stamp = makeIntentStamp('tel', item.payload.el);
""",
        ),
    ),
)
