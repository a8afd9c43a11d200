"""See the vice."""

from typing import Any

from reference.visit import Visit, event_metadata
from tests.faulty.fault import Fault


def metadata_of_paid_ads(visit: Visit) -> dict[str, Any]:
    return event_metadata(visit) | {"is_attributed_to_ads": visit.attribution.paid}


FAULT = Fault(
    name="calls-every-paid-visit-an-ad-click",
    vice="is_attributed_to_ads is true for whatever was paid for, utm and social included.",
    killed_by=("GWY-707",),
    replacements={"reference.visit.event_metadata": metadata_of_paid_ads},
)
