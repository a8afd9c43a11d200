"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="labels-a-click-with-its-text",
    vice="A conversion is labelled with the text of the link.",
    killed_by=("TRK-602", "TRK-604", "TRK-605"),
    tracker=(("action, link.href, null", "action, link.textContent, null"),),
)
