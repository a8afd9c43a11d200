"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="lets-rubbish-hide-a-click",
    vice="meta.intent_action replaces ea altogether, whatever it says.",
    killed_by=("GWY-904",),
    replacements={
        "reference.intents._PHONE_EVENTS": frozenset(),
        "reference.intents._WHATSAPP_EVENT": None,
    },
)
