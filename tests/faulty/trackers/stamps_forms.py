"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="stamps-forms",
    vice="A form's conversion is an intent.",
    killed_by=("TRK-610",),
    tracker=(
        (
            "form.id || form.name || 'form');",
            """form.id || form.name || 'form', undefined, {
          intent_stamp: makeIntentStamp('form', form.action),
          intent_action: 'form_submit',
        });""",
        ),
    ),
)
