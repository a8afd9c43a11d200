"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="spells-the-fingerprint-out",
    vice="meta calls the fingerprint by its full name.",
    killed_by=("TRK-210",),
    tracker=(("{ fp: fingerprint, gclid", "{ fingerprint, gclid"),),
)
