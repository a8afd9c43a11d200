"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-an-unknown-click-id-out",
    vice="meta has no gclid while none is known.",
    killed_by=("TRK-211",),
    tracker=(("gclid: context, ...metadata", "gclid: context || undefined, ...metadata"),),
)
