"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sorts-the-queue-by-event",
    vice="The queue is in the order of the events, not of the failures.",
    killed_by=("TRK-407",),
    tracker=(
        (
            "  function queueEvent(payload) {",
            """  const made = [];

  function queueEvent(payload) {""",
        ),
        (
            "queue.push({ payload, ts: Date.now() });",
            """queue.push({ payload, ts: Date.now() });
      const place = item => made.indexOf(JSON.stringify(item.payload));
      queue.sort((one, other) => place(one) - place(other));""",
        ),
        (
            """    const body = JSON.stringify(payload);
""",
            """    const body = JSON.stringify(payload);
    made.push(body);
""",
        ),
    ),
)
