"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="calls-the-session-sid",
    vice="opmantik.session() gives the session id under the name of the wire.",
    killed_by=("TRK-804",),
    tracker=(
        (
            "session: getOrCreateSession,",
            """session: () => {
    const { sessionId, ...others } = getOrCreateSession();
    return { sid: sessionId, ...others };
  },""",
        ),
    ),
)
