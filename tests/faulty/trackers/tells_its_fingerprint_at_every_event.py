"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-its-fingerprint-at-every-event",
    vice="The fingerprint is logged whether it is new or not.",
    killed_by=("TRK-906",),
    tracker=(
        (
            """      console.log('[OPSMANTIK] Generated fingerprint:', fingerprint);
    }
""",
            """    }
    console.log('[OPSMANTIK] Generated fingerprint:', fingerprint);
""",
        ),
    ),
)
