"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-the-metadata-out-of-its-log",
    vice="The verbose line has no meta.",
    killed_by=("TRK-911",),
    tracker=(("{ ...summary, url, referrer, meta: payload.meta }", "{ ...summary, url, referrer }"),),
)
