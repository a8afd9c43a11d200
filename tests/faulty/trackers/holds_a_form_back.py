"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="holds-a-form-back",
    vice="A form is kept from being sent until its event has left, and then sent by script.",
    killed_by=("TRK-625",),
    tracker=(
        (
            """        sendEvent('conversion', 'form_submit', form.id || form.name || 'form');
""",
            """        event.preventDefault();
        sendEvent('conversion', 'form_submit', form.id || form.name || 'form');
        form.submit();
""",
        ),
    ),
)
