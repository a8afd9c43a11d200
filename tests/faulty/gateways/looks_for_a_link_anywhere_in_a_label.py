"""See the vice."""

from reference.intents import detect_action
from reference.javascript import either, to_string
from reference.payload import Beacon
from tests.faulty.fault import Fault


def detect_anywhere(beacon: Beacon) -> str | None:
    label = to_string(either(beacon.label, "")).lower()
    if "tel:" in label:
        return "phone"
    return "whatsapp" if "whatsapp:" in label else detect_action(beacon)


FAULT = Fault(
    name="looks-for-a-link-anywhere-in-a-label",
    vice="A label is searched for tel: and whatsapp:, so hotel: is a phone.",
    killed_by=("GWY-907",),
    replacements={"reference.intents.detect_action": detect_anywhere},
)
