"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="puts-the-referrer-last",
    vice="The body's last key is r.",
    killed_by=("TRK-202",),
    tracker=(
        (
            """      r: referrer,
      meta: { fp: fingerprint, gclid: context, ...metadata },
""",
            """      meta: { fp: fingerprint, gclid: context, ...metadata },
      r: referrer,
""",
        ),
    ),
)
