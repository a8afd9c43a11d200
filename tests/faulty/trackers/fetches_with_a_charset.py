"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="fetches-with-a-charset",
    vice="The fallback's Content-Type names a charset.",
    killed_by=("TRK-218",),
    tracker=(("{ 'Content-Type': 'application/json' }", "{ 'Content-Type': 'application/json; charset=utf-8' }"),),
)
