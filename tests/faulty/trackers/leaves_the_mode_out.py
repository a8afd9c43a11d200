"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-the-mode-out",
    vice="The fallback's mode is same-origin.",
    killed_by=("TRK-308",),
    tracker=(("mode: 'cors'", "mode: 'same-origin'"),),
)
