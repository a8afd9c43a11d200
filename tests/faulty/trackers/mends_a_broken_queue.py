"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="mends-a-broken-queue",
    vice="A queue that is not JSON counts as empty, and is removed by the drain.",
    killed_by=("TRK-516",),
    tracker=(
        (
            "    return JSON.parse(localStorage.getItem(QUEUE_KEY) || '[]');",
            """    try {
      return JSON.parse(localStorage.getItem(QUEUE_KEY) || '[]');
    } catch (err) {
      return [];
    }""",
        ),
    ),
)
