"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-nameless-forms-unnamed",
    vice="The label of a form without an id is empty.",
    killed_by=("TRK-611",),
    tracker=(("form.id || form.name || 'form'", "form.id"),),
)
