"""HAZ-225 to 227: what the gateway remembers of visitors, and what it does not hide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import NotShown, Shown, check
from tests.conformance.measured import given, measured, row_of
from tests.conformance.window import PATIENCE_S, repeat

if TYPE_CHECKING:
    from simulator.judge.target import Target

AD = "https://shop.example/?gclid=ad"
GOOGLE = "https://www.google.com/"


async def source_of(target: Target, beacon: dict[str, Any]) -> str | None:
    """Post a beacon and give the attribution of its event."""
    await target.post(beacon)
    event = row_of(await target.events(beacon["sid"]), "the event")
    return (event["metadata"] or {}).get("attribution_source")


def visit(target: Target, fingerprint: str, **wire: Any) -> dict[str, Any]:
    """A view of this visitor in a new session, in the tracker's form: without a click id `meta.gclid` is null."""
    return target.beacon(meta={"fp": fingerprint, "gclid": None}, **wire)


@check("HAZ-225", needs={"rows"})
async def ipv6_is_not_anonymised(target: Target) -> Shown | NotShown:
    """An IPv6 address is whole in metadata.ip_anonymized."""
    address = f"2001:db8::{target.random.getrandbits(16):x}:{target.random.getrandbits(16):x}"
    beacon = target.beacon()
    await target.post(beacon, headers={"X-Forwarded-For": address})
    event = row_of(await target.events(beacon["sid"]), "the event")
    return measured([(event["metadata"] or {}).get("ip_anonymized") == address], "IPv6 addresses stored whole")


@check("HAZ-226", needs={"rows"}, exclusive=True, timeout_s=PATIENCE_S)
async def fifty_views_make_an_ad_visitor_organic(target: Target) -> Shown | NotShown:
    """An ad visitor who was Ads Assisted is Organic after fifty views of others."""
    fingerprint = target.new_fingerprint()
    await target.post(visit(target, fingerprint, u=AD))
    before = await source_of(target, visit(target, fingerprint, r=GOOGLE))
    given(before == "Ads Assisted", "an ad visitor that is remembered")
    await repeat(lambda _: target.post(target.beacon()), 50, target.at_once(target.limit))
    after = await source_of(target, visit(target, fingerprint, r=GOOGLE))
    return measured([after == "Organic"], f"ad visitors forgotten after fifty views of others (then: {after})")


@check("HAZ-227", needs={"rows"}, exclusive=True, timeout_s=PATIENCE_S)
async def memory_crosses_sites(target: Target) -> Shown | NotShown:
    """A visitor with a click on one site is Ads Assisted on another."""
    fingerprint, second = target.new_fingerprint(), await target.new_site()
    await target.post(visit(target, fingerprint, u=AD))
    seen = await source_of(target, visit(target, fingerprint, r=GOOGLE, s=second.public_id))
    at_home = await source_of(target, visit(target, fingerprint, r=GOOGLE))
    given(at_home == "Ads Assisted", "an ad visitor that its own site remembers")
    return measured([seen == "Ads Assisted"], f"visitors assisted by another site's ad (there: {seen})")
