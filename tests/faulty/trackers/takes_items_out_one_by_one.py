"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-items-out-one-by-one",
    vice="The queue is written after each item that was sent.",
    killed_by=("TRK-512",),
    tracker=(
        (
            """          remaining.push(item);
        }
""",
            """          remaining.push(item);
        } else {
          localStorage.setItem(QUEUE_KEY, JSON.stringify(readQueue().slice(1)));
        }
""",
        ),
    ),
)
