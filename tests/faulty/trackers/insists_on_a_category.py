"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="insists-on-a-category",
    vice="opmantik.send() without a category and an action does nothing.",
    killed_by=("TRK-808",),
    tracker=(
        (
            """    const { sessionId, fingerprint, context } = getOrCreateSession();
""",
            """    if (!category || !action) return;
    const { sessionId, fingerprint, context } = getOrCreateSession();
""",
        ),
    ),
)
