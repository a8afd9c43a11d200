"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="strips-the-hyphens",
    vice="The site id is sent without its hyphens.",
    killed_by=("TRK-203",),
    tracker=(("s: siteId,", "s: siteId.replace(/-/g, ''),"),),
)
