"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="names-a-charset",
    vice="A beacon's Content-Type names a charset.",
    killed_by=("TRK-217",),
    tracker=(("{ type: 'application/json' }", "{ type: 'application/json; charset=utf-8' }"),),
)
