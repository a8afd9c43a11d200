"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="makes-one-conversion-of-a-click",
    vice="A link that is both is a phone call only.",
    killed_by=("TRK-608",),
    tracker=(("      if (link) {", "      if (link && !(kind === 'wa' && link.href.startsWith('tel:'))) {"),),
)
