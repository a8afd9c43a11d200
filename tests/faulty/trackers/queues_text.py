"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="queues-text",
    vice="A queued payload is the text of the body.",
    killed_by=("TRK-402",),
    tracker=(
        ("queue.push({ payload, ts", "queue.push({ payload: JSON.stringify(payload), ts"),
        ("sendBeacon(JSON.stringify(item.payload))", "sendBeacon(item.payload)"),
    ),
)
