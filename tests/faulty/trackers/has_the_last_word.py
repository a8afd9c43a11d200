"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="has-the-last-word",
    vice="A caller cannot overwrite fp and gclid.",
    killed_by=("TRK-212",),
    tracker=(
        (
            "{ fp: fingerprint, gclid: context, ...metadata }",
            "Object.assign({ fp: 0, gclid: 0 }, metadata, { fp: fingerprint, gclid: context })",
        ),
    ),
)
