"""See the vice."""

from typing import Any

from reference.gateway import Gateway
from reference.payload import Beacon, site_spellings
from tests.faulty.fault import Fault

_fault_fields = Gateway._fault_fields


def fields_of_normal_ids(self: Gateway, error: Exception, beacon: Beacon) -> dict[str, Any]:
    _, regrouped, *_ = [*(site_spellings(beacon.site) or ()), beacon.site, beacon.site]
    return _fault_fields(self, error, beacon) | {"site_id": regrouped}


FAULT = Fault(
    name="logs-ids-as-it-looked-them-up",
    vice="The line of a failed write has the normalised ids, which nobody will find in a client's log.",
    killed_by=("GWY-982",),
    replacements={"reference.gateway.Gateway._fault_fields": fields_of_normal_ids},
)
