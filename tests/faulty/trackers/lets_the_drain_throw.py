"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="lets-the-drain-throw",
    vice="What is thrown in the drain ends the tracker.",
    killed_by=("TRK-512",),
    tracker=(
        (
            """} catch (err) {
      // The page view""",
            """} finally {
      // The page view""",
        ),
    ),
)
