"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="stamps-whatever-is-an-intent",
    vice="opmantik.send makes a stamp for phone_call and whatsapp.",
    killed_by=("TRK-806",),
    tracker=(
        (
            """    const payload = {
""",
            """    if (['phone_call', 'whatsapp'].includes(action) && !metadata.intent_stamp) {
      metadata = { ...metadata, intent_stamp: makeIntentStamp(action === 'whatsapp' ? 'wa' : 'tel', String(label)) };
    }
    const payload = {
""",
        ),
    ),
)
