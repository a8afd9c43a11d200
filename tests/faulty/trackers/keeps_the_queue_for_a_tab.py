"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-the-queue-for-a-tab",
    vice="The queue is kept in sessionStorage.",
    killed_by=("TRK-401",),
    tracker=(
        ("localStorage.getItem(QUEUE_KEY)", "sessionStorage.getItem(QUEUE_KEY)"),
        (
            "localStorage.setItem(QUEUE_KEY, JSON.stringify(queue",
            "sessionStorage.setItem(QUEUE_KEY, JSON.stringify(queue",
        ),
        (
            "localStorage.setItem(QUEUE_KEY, JSON.stringify(remaining",
            "sessionStorage.setItem(QUEUE_KEY, JSON.stringify(remaining",
        ),
        ("localStorage.removeItem(QUEUE_KEY)", "sessionStorage.removeItem(QUEUE_KEY)"),
    ),
)
