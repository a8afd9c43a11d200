"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="has-a-longer-fingerprint",
    vice="A new fingerprint is 64 bits in base 16.",
    killed_by=("TRK-110",),
    tracker=(("].join('|'));", "].join('|')).padStart(16, '0');"),),
)
