"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="sends-the-other-click-ids",
    vice="wbraid and gbraid are put into meta.",
    killed_by=("TRK-213",),
    tracker=(
        (
            "meta: { fp: fingerprint, gclid: context, ...metadata },",
            """meta: {
        fp: fingerprint,
        gclid: context,
        ...Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => /^[wg]braid$/.test(name))),
        ...metadata,
      },""",
        ),
    ),
)
