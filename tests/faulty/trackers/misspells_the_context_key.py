"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="misspells-the-context-key",
    vice="The click id is kept under opsmantik_session_context.",
    killed_by=("TRK-112",),
    tracker=(("'opmantik_session_context'", "'opsmantik_session_context'"),),
)
