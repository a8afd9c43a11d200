"""See the vice."""

from dataclasses import replace
from typing import Any

from reference.gateway import Gateway
from reference.visit import Visit
from tests.faulty.fault import Fault

_enrich = Gateway._enrich


async def enrich_with_its_own_month(self: Gateway, *what: Any) -> Visit:
    return replace(await _enrich(self, *what), month=self._month())


FAULT = Fault(
    name="stores-sessions-in-the-gateways-month",
    vice="The month is the gateway's own, whatever the client sent as sm.",
    killed_by=("GWY-603", "GWY-624"),
    replacements={"reference.gateway.Gateway._enrich": enrich_with_its_own_month},
)
