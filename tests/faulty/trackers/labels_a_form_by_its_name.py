"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="labels-a-form-by-its-name",
    vice="A form's name counts more than its id.",
    killed_by=("TRK-610",),
    tracker=(("form.id || form.name", "form.name || form.id"),),
)
