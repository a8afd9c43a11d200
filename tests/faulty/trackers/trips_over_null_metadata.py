"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="trips-over-null-metadata",
    vice="Metadata that is null throws.",
    killed_by=("TRK-808",),
    tracker=(("gclid: context, ...metadata }", "gclid: context, ...metadata, ...(metadata.extra || {}) }"),),
)
