"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="lets-a-failed-fetch-reject",
    vice="A fallback that fails on the network is queued, and its rejection is thrown on to nobody.",
    killed_by=("TRK-014",),
    tracker=(
        (
            """      .catch(() => queueEvent(payload));
""",
            """      .catch(err => {
        queueEvent(payload);
        throw err;
      });
""",
        ),
    ),
)
