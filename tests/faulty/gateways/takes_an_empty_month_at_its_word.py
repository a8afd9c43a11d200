"""See the vice."""

from dataclasses import replace
from typing import Any

from reference.gateway import Gateway
from reference.javascript import UNDEFINED
from reference.visit import Visit
from tests.faulty.fault import Fault

_enrich = Gateway._enrich


async def enrich_with_any_month_sent(self: Gateway, *what: Any) -> Visit:
    visit = await _enrich(self, *what)
    sent = visit.beacon.session_month
    return visit if sent is UNDEFINED else replace(visit, month=sent)


FAULT = Fault(
    name="takes-an-empty-month-at-its-word",
    vice="`sm ?? month` for `sm || month`: an empty or null month goes to the database.",
    killed_by=("GWY-606",),
    replacements={"reference.gateway.Gateway._enrich": enrich_with_any_month_sent},
)
