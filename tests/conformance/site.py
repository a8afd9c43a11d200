"""GWY-501 to 508: the site a beacon is for (blueprint 3.1; facts 4, 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import NotObservable, check
from simulator.judge.expect import absent, equal
from tests.conformance.broken_databases import NO_PUBLIC_IDS, STARTING_S
from tests.conformance.literal import answered, error_body, member, synced

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer


@check("GWY-501")
async def unknown_site_is_404(target: Target) -> None:
    """A well-formed `s` that no site has is answered 404 `Site not found`."""
    answer = await target.post(target.beacon(s=target.new_sid()))
    equal(404, answer.status, "status of the answer to an unknown site")
    equal("Site not found", member("message", answer, "an unknown site"), "message")


@check("GWY-502")
async def unknown_site_has_the_literal_body(target: Target) -> None:
    """The body of the 404 is exactly ok false, score 0, Site not found."""
    answer = await target.post(target.beacon(s=target.new_sid()))
    answered(404, error_body("Site not found", 0), answer, "an unknown site")


@check("GWY-503", needs={"rows"})
async def site_with_hyphens_is_found(target: Target) -> None:
    """A site stored with hyphens is found by both spellings and by displaced hyphens."""
    hyphened = (await target.new_site()).public_id
    digits = hyphened.replace("-", "")
    for spelling in (hyphened, digits, f"{digits[0]}-{digits[1:]}"):
        synced(await target.post(target.beacon(s=spelling)), f"s {spelling} for a site stored as {hyphened}")


@check("GWY-503", needs={"rows"})
async def site_without_hyphens_is_found(target: Target) -> None:
    """A site stored without hyphens is found by both spellings."""
    hyphened = target.new_sid()
    stored = hyphened.replace("-", "")
    await target.new_site(stored)
    for spelling in (hyphened, stored):
        synced(await target.post(target.beacon(s=spelling)), f"s {spelling} for a site stored as {stored}")


@check("GWY-503", needs={"rows"})
async def site_is_found_as_given(target: Target) -> None:
    """A site stored with displaced hyphens is found by that spelling and no other."""
    hyphened = target.new_sid()
    digits = hyphened.replace("-", "")
    odd = f"{digits[:10]}-{digits[10:]}"
    await target.new_site(odd)
    synced(await target.post(target.beacon(s=odd)), f"s {odd} for a site stored so")
    answer = await target.post(target.beacon(s=hyphened))
    equal(404, answer.status, f"status of the answer to s {hyphened}, for a site stored as {odd}")


@check("GWY-504")
async def upper_case_s_misses(target: Target) -> None:
    """An upper-case `s` misses a lower-case row: 404."""
    shouted = target.site.public_id.upper()
    if shouted == target.site.public_id:
        raise NotObservable(f"the site's public id {shouted} has no letter in lower case; name another with --site")
    answer = await target.post(target.beacon(s=shouted))
    equal(404, answer.status, f"status of the answer to s {shouted}")


@check("GWY-505", needs={"rows"})
async def two_sites_are_a_fault(target: Target) -> None:
    """An `s` that matches two sites is answered 500 `Site validation failed`."""
    site = await target.new_site()
    await target.new_site(site.public_id.replace("-", ""))
    validation_failed(await target.post(target.beacon(s=site.public_id)), "an s of two sites")


@check("GWY-505", needs={"rows"})
async def two_sites_get_no_event(target: Target) -> None:
    """A beacon that matches two sites leaves no session."""
    site = await target.new_site()
    await target.new_site(site.public_id.replace("-", ""))
    beacon = target.beacon(s=site.public_id)
    await target.post(beacon)
    absent(await target.sessions(beacon["sid"]), "sessions of an s of two sites")


@check("GWY-506", needs={"start", "own_database"}, timeout_s=STARTING_S)
async def failing_site_query_is_a_fault(target: Target) -> None:
    """Where no site can be looked up the answer is 500 `Site validation failed`."""
    async with target.variant(ddl=NO_PUBLIC_IDS) as other:
        validation_failed(await other.post(other.beacon(s=other.new_sid())), "a beacon where no site can be looked up")


@check("GWY-507", needs={"start", "own_database"}, timeout_s=STARTING_S)
async def failing_site_query_has_the_literal_body(target: Target) -> None:
    """The body of that 500 is exactly ok false, score 0, Site validation failed."""
    async with target.variant(ddl=NO_PUBLIC_IDS) as other:
        answer = await other.post(other.beacon(s=other.new_sid()))
        answered(500, error_body("Site validation failed", 0), answer, "a beacon where no site can be looked up")


@check("GWY-507", needs={"rows"})
async def two_sites_have_the_literal_body(target: Target) -> None:
    """The body for an `s` of two sites is exactly ok false, score 0, Site validation failed."""
    site = await target.new_site()
    await target.new_site(site.public_id.replace("-", ""))
    answer = await target.post(target.beacon(s=site.public_id))
    answered(500, error_body("Site validation failed", 0), answer, "an s of two sites")


@check("GWY-508", needs={"rows"})
async def unknown_site_leaves_no_row(target: Target) -> None:
    """A phone click of an unknown site leaves no session, no event and no call."""
    click = target.beacon(s=target.new_sid(), ec="conversion", ea="phone_call", el="tel:+905321112233")
    await target.post(click)
    for table, rows in (("sessions", target.sessions), ("events", target.events), ("calls", target.calls)):
        absent(await rows(click["sid"]), f"{table} of an unknown site")


def validation_failed(answer: Answer, what: str) -> None:
    """The answer is the 500 that says the site could not be validated."""
    equal(500, answer.status, f"status of the answer to {what}")
    equal("Site validation failed", member("message", answer, what), f"message of the answer to {what}")
