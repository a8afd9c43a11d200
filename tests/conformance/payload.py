"""GWY-412 to 426: what `s` and `u` may be (blueprint 3.1; facts 4, 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import absent, equal, one
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.literal import SKIPPED, answered, error_body, synced
from tests.conformance.stored import RAW, event_of, with_raw

if TYPE_CHECKING:
    from simulator.judge.target import Target

BAD_SITE = error_body("Invalid site_id format")
BAD_URL = error_body("Invalid url format")
FALSY = ("null", '""', "0", "-0", "0.0", "false")


# ---- missing ---------------------------------------------------------------------------------------------------------


@check("GWY-412")
async def missing_s_or_u_is_skipped(target: Target) -> None:
    """A beacon without `s`, without `u` or without both is answered 200 synced_skipped_missing_id, score 0."""
    for missing in (("s",), ("u",), ("s", "u")):
        answer = await target.post(target.beacon(**dict.fromkeys(missing, OMIT)))
        answered(200, SKIPPED, answer, f"a beacon without {' and '.join(missing)}")


@check("GWY-413", needs={"rows"})
async def skipped_click_leaves_no_row(target: Target) -> None:
    """A phone click without `s`, and one without `u`, leaves no session, no event and no call."""
    for key in ("s", "u"):
        click = target.beacon(ec="conversion", ea="phone_call", el="tel:+905321112233", **{key: OMIT})
        await target.post(click)
        for table, rows in (("sessions", target.sessions), ("events", target.events), ("calls", target.calls)):
            absent(await rows(click["sid"]), f"{table} of a click without {key}")


@check("GWY-414")
async def falsy_s_or_u_is_skipped(target: Target) -> None:
    """Null, "", 0, -0 and false are missing, in `s` and in `u`."""
    for key in ("s", "u"):
        for value in FALSY:
            answer = await target.post(with_raw(target.beacon(**{key: RAW}), value))
            answered(200, SKIPPED, answer, f"{value} in {key}")


# ---- s ---------------------------------------------------------------------------------------------------------------


@check("GWY-415")
async def truthy_s_of_another_kind_is_400(target: Target) -> None:
    """Arrays, objects, a blank, true and numbers in `s` are answered 400 `Invalid site_id format`."""
    for value in ("[]", "{}", '" "', "true", "1", "-1", "1e400"):
        answer = await target.post(with_raw(target.beacon(s=RAW), value))
        answered(400, BAD_SITE, answer, f"{value} in s")


@check("GWY-416")
async def s_that_is_no_uuid_is_400(target: Target) -> None:
    """Rubbish, a digit too few or too many, a letter too far and a list of one are no UUID."""
    good = target.site.public_id
    for bad in ("rubbish", "-", good[:-1], good + "0", good[:-1] + "g", [good]):
        answered(400, BAD_SITE, await target.post(target.beacon(s=bad)), f"s {said(bad)}")


@check("GWY-417")
async def s_of_another_version_is_400(target: Target) -> None:
    """A UUID of another version or variant, the nil and the max UUID are answered 400."""
    good = target.new_sid()
    versions = [good[:14] + version + good[15:] for version in "01235678f"]
    variants = [good[:19] + variant + good[20:] for variant in "017cdef"]
    extremes = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
    for bad in versions + variants + extremes:
        answered(400, BAD_SITE, await target.post(target.beacon(s=bad)), f"s {bad}")


@check("GWY-418")
async def s_without_hyphens_is_accepted(target: Target) -> None:
    """An `s` without hyphens finds the site that has them."""
    synced(await target.post(target.beacon(s=target.site.public_id.replace("-", ""))), "an s without hyphens")


@check("GWY-419")
async def hyphens_of_s_may_stand_anywhere(target: Target) -> None:
    """Hyphens in front, behind, doubled, displaced and between all digits are accepted."""
    good = target.site.public_id
    digits = good.replace("-", "")
    for odd in (f"-{good}", f"{good}-", good.replace("-", "--"), f"{digits[0]}-{digits[1:]}", "-".join(digits)):
        synced(await target.post(target.beacon(s=odd)), f"s {odd}")


@check("GWY-420")
async def wrapped_s_is_400(target: Target) -> None:
    """Braces, urn:uuid:, spaces and line ends around or in `s` are answered 400."""
    good = target.site.public_id
    wrapped = ["{" + good + "}", f"urn:uuid:{good}", f" {good}", f"{good} ", f"{good}\n", good.replace("-", " ")]
    for bad in wrapped:
        answered(400, BAD_SITE, await target.post(target.beacon(s=bad)), f"s {said(bad)}")


# ---- u ---------------------------------------------------------------------------------------------------------------


@check("GWY-421")
async def u_that_is_no_url_is_400(target: Target) -> None:
    """What `new URL` rejects is answered 400 with exactly `Invalid url format`."""
    for bad in ("rubbish", " ", "http://", "https://exa mple.com/"):
        answered(400, BAD_URL, await target.post(target.beacon(u=bad)), f"u {said(bad)}")


@check("GWY-422")
async def relative_urls_are_400(target: Target) -> None:
    """A path, a file name, a query, a fragment and a scheme-relative URL are answered 400."""
    await all_bad(target, ["/landing", "landing.html", "?q=1", "#top", "//shop.example/", "shop.example"])


@check("GWY-422")
async def bad_ports_are_400(target: Target) -> None:
    """A port over 65535 and one that is no number are answered 400."""
    await all_bad(target, ["https://shop.example:65536/", "https://shop.example:99999/", "https://shop.example:x/"])


@check("GWY-422")
async def bad_addresses_are_400(target: Target) -> None:
    """IPv4 parts over 255, five parts, an overflow and broken IPv6 are answered 400."""
    ipv4 = ["http://256.256.256.256/", "http://1.2.3.999/", "http://1.2.3.4.5/", "http://0x100000000/"]
    await all_bad(target, [*ipv4, "http://[::1", "http://[1::2::3]/", "http://[g::1]/"])


@check("GWY-422")
async def numbers_and_true_are_no_urls(target: Target) -> None:
    """A number, true, an object and an empty array in `u` are answered 400."""
    await all_bad(target, [5, 1.5, True, {}, [], {"href": "https://shop.example/"}])


@check("GWY-423", needs={"rows"})
async def any_scheme_is_a_url(target: Target) -> None:
    """Other schemes, `https:` without slashes and surrounding spaces are accepted and stored."""
    schemes = ["javascript:void(0)", "data:text/html,hi", "tel:+905321112233", "about:blank", "a:b", "ftp://a.test/b"]
    for given in [*schemes, "https:example.com", "https:/example.com", "  https://example.com/  "]:
        event = await event_of(target, target.beacon(u=given))
        equal(given, event["url"], f"url of u {said(given)}")


@check("GWY-424", needs={"rows"})
async def u_is_stored_as_given(target: Target) -> None:
    """`u` is stored as given, not normalised, in the event and in the session."""
    for given in (
        "HTTPS://Shop.Example",
        "https://shop.example:443/a/../b?q=ü#Top",
        " https://shop.example/a\tb ",
        "https://shop.example/%7eme/?b=1&a=2",
    ):
        beacon = target.beacon(u=given)
        event = await event_of(target, beacon)
        session = one(await target.sessions(beacon["sid"]), f"sessions of u {said(given)}")
        equal((given, given), (event["url"], session["entry_page"]), "url of the event, entry_page of the session")


@check("GWY-425", needs={"rows"})
async def list_of_one_url_is_stored_as_json(target: Target) -> None:
    """`["https://…"]` in `u` is accepted, and its JSON text is stored."""
    event = await event_of(target, target.beacon(u=["https://shop.example/a"]))
    equal('["https://shop.example/a"]', event["url"], "url of a list of one URL")


@check("GWY-426")
async def u_the_database_refuses_is_500(target: Target) -> None:
    """NUL or a lone surrogate in `u` is answered 500 `Database write failed`."""
    for given in ("https://shop.example/a\x00b", "https://shop.example/\ud800"):
        answer = await target.post(target.beacon(u=given))
        answered(500, error_body("Database write failed"), answer, f"u {said(given)}")


async def all_bad(target: Target, values: list[Any]) -> None:
    """Each of these in `u` is answered 400."""
    for value in values:
        answered(400, BAD_URL, await target.post(target.beacon(u=value)), f"u {said(value)}")
