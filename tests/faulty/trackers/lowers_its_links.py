"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="lowers-its-links",
    vice="A link is told in lower case.",
    killed_by=("TRK-602", "TRK-604"),
    tracker=(
        (
            """        sendEvent('conversion', action, link.href, null, {
""",
            """        sendEvent('conversion', action, link.href.toLowerCase(), null, {
""",
        ),
    ),
)
