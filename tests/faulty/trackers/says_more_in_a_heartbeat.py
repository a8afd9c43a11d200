"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="says-more-in-a-heartbeat",
    vice="A heartbeat tells whether the tab is seen.",
    killed_by=("TRK-618",),
    tracker=(
        ("'session_active'), CONFIG", "'session_active', undefined, { visible: !document.hidden }), CONFIG"),
    ),
)
