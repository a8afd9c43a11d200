"""See the vice."""

from reference.intents import detect_action
from reference.payload import Beacon
from tests.faulty.fault import Fault


def detect_whatsapp_first(beacon: Beacon) -> str | None:
    found = detect_action(beacon)
    said = f"{beacon.action} {beacon.label} {beacon.extra('intent_action')}".lower()
    return "whatsapp" if found and ("whatsapp" in said or "wa.me" in said) else found


FAULT = Fault(
    name="lets-whatsapp-beat-the-phone",
    vice="With signals of both a click is WhatsApp's.",
    killed_by=("GWY-906",),
    replacements={"reference.intents.detect_action": detect_whatsapp_first},
)
