"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="numbers-its-events",
    vice="Every event carries its number.",
    killed_by=("TRK-216",),
    tracker=(
        (
            "gclid: context, ...metadata }",
            "gclid: context, ...metadata, seq: (CONFIG.seq = (CONFIG.seq || 0) + 1) }",
        ),
    ),
)
