"""See the vice."""

from typing import Any
from uuid import UUID

from reference.gateway import Gateway
from reference.payload import Beacon
from tests.faulty.fault import Fault

_fault_fields = Gateway._fault_fields


def fields_of_normal_ids(self: Gateway, error: Exception, beacon: Beacon) -> dict[str, Any]:
    return _fault_fields(self, error, beacon) | {"site_id": str(UUID(beacon.site))}


FAULT = Fault(
    name="logs-ids-as-it-looked-them-up",
    vice="The line of a failed write has the normalised ids, which nobody will find in a client's log.",
    killed_by=("GWY-982",),
    replacements={"reference.gateway.Gateway._fault_fields": fields_of_normal_ids},
)
