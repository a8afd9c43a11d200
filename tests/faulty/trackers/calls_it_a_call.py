"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="calls-it-a-call",
    vice="A phone call's action is call.",
    killed_by=("TRK-602",),
    tracker=(("'phone_call', 'tel'", "'call', 'tel'"),),
)
