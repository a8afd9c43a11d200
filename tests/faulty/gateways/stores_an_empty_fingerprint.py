"""See the vice."""

from dataclasses import replace
from typing import Any

from reference.gateway import Gateway
from reference.javascript import UNDEFINED
from reference.visit import Visit
from tests.faulty.fault import Fault

_enrich = Gateway._enrich


async def enrich_with_any_fingerprint(self: Gateway, *what: Any) -> Visit:
    visit = await _enrich(self, *what)
    sent = visit.beacon.extra("fp")
    return replace(visit, fingerprint=None if sent is UNDEFINED else sent)


FAULT = Fault(
    name="stores-an-empty-fingerprint",
    vice="`fp ?? null` for `fp || null`: an empty fingerprint is stored as one.",
    killed_by=("GWY-614",),
    replacements={"reference.gateway.Gateway._enrich": enrich_with_any_fingerprint},
)
