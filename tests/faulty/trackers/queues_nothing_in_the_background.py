"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="queues-nothing-in-the-background",
    vice="What a tab in the background was refused is not queued.",
    killed_by=("TRK-310", "TRK-311"),
    tracker=(
        (
            """        } else {
          queueEvent(payload);
        }
""",
            """        } else if (!document.hidden) {
          queueEvent(payload);
        }
""",
        ),
    ),
)
