"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="cuts-the-title",
    vice="A title is cut to what a column of 255 characters holds.",
    killed_by=("TRK-601",),
    tracker=(
        (
            """    sendEvent('interaction', 'view', document.title);
""",
            """    sendEvent('interaction', 'view', document.title.slice(0, 255));
""",
        ),
    ),
)
