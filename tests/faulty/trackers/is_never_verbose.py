"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="is-never-verbose",
    vice="opsmantik_debug gives no payload.",
    killed_by=("TRK-911",),
    tracker=(("return isDebugging() || localStorage", "return localStorage"),),
)
