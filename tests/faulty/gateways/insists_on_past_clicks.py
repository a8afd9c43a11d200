"""See the vice."""

from typing import Any

from reference.attribution import has_past_click, last_months
from reference.gateway import AD_TRACES_ASKED, Gateway
from tests.faulty.fault import Fault


async def ask_or_fail(self: Gateway, fingerprint: Any) -> bool:
    traces = await self._store.find_ad_traces(last_months(self._month()), AD_TRACES_ASKED)
    return has_past_click(traces, fingerprint)


FAULT = Fault(
    name="insists-on-past-clicks",
    vice="A past-click query that fails fails the beacon.",
    killed_by=("GWY-718",),
    replacements={"reference.gateway.Gateway._has_past_click": ask_or_fail},
)
