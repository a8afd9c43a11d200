"""See the vice."""

from reference.intents import _label_url, whatsapp_target
from reference.javascript import either, to_string, trim
from reference.payload import Beacon
from tests.faulty.fault import Fault


def target_of_urls(beacon: Beacon) -> str:
    """A label that is no URL says nothing."""
    label = trim(to_string(either(beacon.label, "")))
    return whatsapp_target(beacon) if _label_url(label) else "wa:unknown"


FAULT = Fault(
    name="knows-no-number-in-a-plain-label",
    vice="A WhatsApp label that is no URL, a plain number for instance, has the target wa:unknown.",
    killed_by=("GWY-933",),
    replacements={"reference.intents.whatsapp_target": target_of_urls},
)
