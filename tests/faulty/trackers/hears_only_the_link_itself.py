"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="hears-only-the-link-itself",
    vice="A click on an element within a link is not the link's.",
    killed_by=("TRK-602", "TRK-604"),
    tracker=(("event.target.closest(selector)", "event.target.matches(selector) && event.target"),),
)
