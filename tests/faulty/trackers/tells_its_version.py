"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-its-version",
    vice="window.opmantik has a key more.",
    killed_by=("TRK-801",),
    tracker=((", _initialized: true };", ", _initialized: true, version: '1.0.0' };"),),
)
