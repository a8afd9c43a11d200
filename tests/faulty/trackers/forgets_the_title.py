"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="forgets-the-title",
    vice="A page view is labelled with the page's address instead of its title.",
    killed_by=("TRK-601",),
    tracker=(("'view', document.title", "'view', window.location.href"),),
)
