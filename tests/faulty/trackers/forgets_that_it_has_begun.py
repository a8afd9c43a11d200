"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="forgets-that-it-has-begun",
    vice="window.opmantik has no _initialized.",
    killed_by=("TRK-004", "TRK-801"),
    tracker=((", _initialized: true };", " };"),),
)
