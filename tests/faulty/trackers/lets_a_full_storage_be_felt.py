"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="lets-a-full-storage-be-felt",
    vice="What storage throws at the queueing reaches the page.",
    killed_by=("TRK-408",),
    tracker=(
        (
            """} catch (err) {
      // Storage""",
            """} finally {
      // Storage""",
        ),
    ),
)
