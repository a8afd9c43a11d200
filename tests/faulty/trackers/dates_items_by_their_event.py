"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="dates-items-by-their-event",
    vice="A queued item's time is that of its event, not of its failure.",
    killed_by=("TRK-403",),
    tracker=(
        ("  function queueEvent(payload) {", "  function queueEvent(payload, ts) {"),
        ("queue.push({ payload, ts: Date.now() });", "queue.push({ payload, ts });"),
        (
            """    const body = JSON.stringify(payload);
""",
            """    const body = JSON.stringify(payload);
    const made = Date.now();
""",
        ),
        (
            """          queueEvent(payload);
""",
            """          queueEvent(payload, made);
""",
        ),
        (".catch(() => queueEvent(payload));", ".catch(() => queueEvent(payload, made));"),
    ),
)
