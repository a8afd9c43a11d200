"""GWY-831 to 847: the client's address, device and place, as session and metadata keep them.

User agents stand in `user_agents.py`; the order of geography headers is facts 10's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import absent, contains, equal, lacks, one
from simulator.judge.wire import encode_body
from simulator.judge.wording import said
from tests.conformance.literal import answered, error_body, synced
from tests.conformance.raw_socket import Unfinished, answer_to
from tests.conformance.stored import session_of
from tests.conformance.traces import metadata_in, metadata_of
from tests.conformance.user_agents import BROWSERS, UNKNOWN
from tests.conformance.window import PATIENCE_S

if TYPE_CHECKING:
    from simulator.judge.target import Target


async def metadata_under(target: Target, meta: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
    """The metadata of a page view with further `meta`, sent with these headers or this user agent."""
    beacon = target.beacon()
    beacon["meta"] |= meta or {}
    return await metadata_of(target, beacon, **how)


async def falls_through(target: Target, key: str, sources: tuple[str, ...], *, last: str | None) -> None:
    """The first source that says something wins; with none, or only empty ones, it is `last`.

    A source `meta` is the key of that name in `meta`, the others are headers.
    """
    values = {source: f"{key} of {source}" for source in sources}
    for first in range(len(sources) + 1):
        said = {source: value if index >= first else "" for index, (source, value) in enumerate(values.items())}
        meta = {key: said.pop("meta")} if "meta" in said else {}
        expected = values[sources[first]] if first < len(sources) else last
        metadata = await metadata_under(target, meta, headers=said)
        equal(expected, metadata.get(key), f"metadata.{key} with {said} and meta {meta}")


@check("GWY-831", needs={"rows"})
async def address_is_the_first_hop(target: Target) -> None:
    """ip_address is the text before the first comma of X-Forwarded-For."""
    for header in (target.address, f"{target.address}, 198.51.100.7", f"{target.address},198.51.100.7,10.0.0.1"):
        session = await session_of(target, target.beacon(), address=header)
        equal(target.address, str(session["ip_address"]), f"ip_address of {header}")


@check("GWY-832", needs={"start", "rows"}, timeout_s=PATIENCE_S)
async def address_without_a_header_is_zero(target: Target) -> None:
    """Without X-Forwarded-For, or with an empty one, ip_address is 0.0.0.0."""
    # A gateway of its own: clients without an address share one limit with everybody's.
    origin = "https://no-address.example"
    async with target.variant(env={"ALLOWED_ORIGINS": origin}) as other:
        for address in (None, ""):
            session = await session_of(other, other.beacon(), address=address, origin=origin)
            equal("0.0.0.0", str(session["ip_address"]), f"ip_address of X-Forwarded-For {said(address)}")  # noqa: S104


@check("GWY-833", needs={"rows"})
async def unusable_address_is_answered_500(target: Target) -> None:
    """A port, brackets, a zone or a space before the comma: 500, and no session."""
    group = f"{target.random.getrandbits(16):x}"
    for address in (
        f"{target.address}:443",
        f"[2001:db8::{group}]",
        f"fe80::{group}%eth0",
        f"{target.address} ,10.0.0.1",
    ):
        beacon = target.beacon()
        answer = await target.post(beacon, address=address)
        answered(500, error_body("Database write failed"), answer, f"X-Forwarded-For {said(address)}")
        absent(await target.sessions(beacon["sid"]), f"sessions of X-Forwarded-For {said(address)}")


@check("GWY-834", needs={"rows"})
async def cidr_is_stored_with_its_mask(target: Target) -> None:
    """An address with a mask is stored with it."""
    cidr = f"{target.address}/24"
    session = await session_of(target, target.beacon(), address=cidr)
    equal(cidr, str(session["ip_address"]), "ip_address")


@check("GWY-834", needs={"rows"})
async def garbage_passes_on_an_existing_session(target: Target) -> None:
    """A session that exists takes events from any address text."""
    beacon = target.beacon()
    await target.post(beacon)
    synced(await target.post(beacon, address=f"garbage {target.random.getrandbits(32):x}"), "garbage as an address")
    equal(2, len(await target.events(beacon["sid"])), "events of the session")


@check("GWY-835", needs={"rows"})
async def last_number_of_the_address_is_zeroed(target: Target) -> None:
    """ip_anonymized is the address with its last .digits replaced by .0."""
    metadata = await metadata_under(target, address=target.address)
    equal(target.address.rpartition(".")[0] + ".0", metadata.get("ip_anonymized"), "metadata.ip_anonymized")


@check("GWY-836", needs={"rows"})
async def other_addresses_stay_as_they_are(target: Target) -> None:
    """IPv6 and CIDR stay whole in ip_anonymized."""
    for address in (f"2001:db8::{target.random.getrandbits(16):x}", f"{target.address}/24"):
        metadata = await metadata_under(target, address=address)
        equal(address, metadata.get("ip_anonymized"), f"metadata.ip_anonymized of {address}")


@check("GWY-836", needs={"rows"})
async def garbage_stays_as_it_is(target: Target) -> None:
    """Garbage as an address, on a session that exists, stays whole in ip_anonymized."""
    garbage = f"1.2.3.x{target.random.getrandbits(32):x}"
    beacon = target.beacon()
    await target.post(beacon)
    await target.post(beacon, address=garbage)
    kept = [metadata_in(event).get("ip_anonymized") for event in await target.events(beacon["sid"])]
    contains(garbage, kept, "metadata.ip_anonymized of the events")


@check("GWY-837", needs={"rows"})
async def device_of_common_browsers(target: Target) -> None:
    """Common browsers are mobile, tablet or desktop as facts 17 lists."""
    for user_agent, device, *_ in BROWSERS:
        metadata = await metadata_under(target, user_agent=user_agent)
        equal(device, metadata.get("device_type"), f"metadata.device_type of {user_agent}")


@check("GWY-838", needs={"rows"})
async def device_falls_to_words(target: Target) -> None:
    """A user agent without a known device is judged by its words."""
    for user_agent, device in (
        ("some MOBILE thing", "mobile"),
        ("an android thing", "mobile"),
        ("an iphone thing", "mobile"),
        ("some Tablet thing", "tablet"),
        ("iPad", "tablet"),
        ("some thing", "desktop"),
        *((unknown, "desktop") for unknown in UNKNOWN),
    ):
        metadata = await metadata_under(target, user_agent=user_agent)
        equal(device, metadata.get("device_type"), f"metadata.device_type of {user_agent}")


@check("GWY-837", needs={"rows"})
async def device_of_a_session(target: Target) -> None:
    """sessions.device_type is the same word as in metadata, for every class of device."""
    words = (("some MOBILE thing", "mobile"), ("some Tablet thing", "tablet"), ("some thing", "desktop"))
    for user_agent, device in (*(browser[:2] for browser in BROWSERS), *words):
        session = await session_of(target, target.beacon(), user_agent=user_agent)
        equal(device, session["device_type"], f"sessions.device_type of {user_agent}")


@check("GWY-841", needs={"rows"})
async def place_of_a_session(target: Target) -> None:
    """A session's city and district are those of metadata, also where headers say them."""
    for city, district in (("x-vercel-ip-city", "cf-ipdistrict"), ("x-city", "x-district")):
        session = await session_of(target, target.beacon(), headers={city: "Izmir", district: "Konak"})
        seen = (session["city"], session["district"])
        equal(("Izmir", "Konak"), seen, f"city and district of a session by {city} and {district}")


@check("GWY-839", needs={"rows"})
async def missing_user_agent_is_unknown(target: Target) -> None:
    """An empty or missing user agent, its os and its browser are `Unknown`."""
    for user_agent in ("", None):
        metadata = await metadata_under(target, user_agent=user_agent)
        for key in ("user_agent", "os", "browser"):
            equal("Unknown", metadata.get(key), f"metadata.{key} of user agent {said(user_agent)}")
        lacks("browser_version", metadata, f"keys of metadata of user agent {said(user_agent)}")


@check("GWY-840", needs={"rows"})
async def families_of_common_browsers(target: Target) -> None:
    """os, browser and, where facts 17 names it, browser_version are of the listed families."""
    for user_agent, _, system, browser, version in BROWSERS:
        metadata = await metadata_under(target, user_agent=user_agent)
        equal((system, browser), (metadata.get("os"), metadata.get("browser")), f"os and browser of {user_agent}")
        if version is not None:
            equal(version, metadata.get("browser_version"), f"metadata.browser_version of {user_agent}")


@check("GWY-840", needs={"rows"})
async def families_of_the_unknown(target: Target) -> None:
    """A bot, curl and a library are `Unknown` and have no version."""
    for user_agent in UNKNOWN:
        metadata = await metadata_under(target, user_agent=user_agent)
        seen = (metadata.get("os"), metadata.get("browser"))
        equal(("Unknown", "Unknown"), seen, f"os and browser of {user_agent}")
        lacks("browser_version", metadata, f"keys of metadata of {user_agent}")


@check("GWY-841", needs={"rows"})
async def city_has_five_sources(target: Target) -> None:
    """The city is meta.city, else the four headers in their order; empty ones fall through."""
    sources = ("meta", "x-vercel-ip-city", "cf-ipcity", "x-city", "x-forwarded-city")
    await falls_through(target, "city", sources, last="Unknown")


@check("GWY-841", needs={"rows"})
async def falsy_city_falls_through(target: Target) -> None:
    """A null, 0 or false in meta.city falls through to the headers."""
    for city in (None, 0, False):
        metadata = await metadata_under(target, {"city": city}, headers={"x-city": "Izmir"})
        equal("Izmir", metadata.get("city"), f"metadata.city of meta.city {said(city)}")


@check("GWY-842", needs={"rows"})
async def district_has_three_sources(target: Target) -> None:
    """The district is meta.district, else cf-ipdistrict, else x-district, else null."""
    await falls_through(target, "district", ("meta", "cf-ipdistrict", "x-district"), last=None)


@check("GWY-843", needs={"rows"})
async def country_has_three_sources(target: Target) -> None:
    """The country is x-vercel-ip-country, else cf-ipcountry, else x-country."""
    await falls_through(target, "country", ("x-vercel-ip-country", "cf-ipcountry", "x-country"), last="Unknown")


@check("GWY-843", needs={"rows"})
async def client_cannot_set_its_country(target: Target) -> None:
    """meta.country never counts, with or without a header."""
    for headers, expected in (({}, "Unknown"), ({"x-country": "TR"}, "TR")):
        metadata = await metadata_under(target, {"country": "XX"}, headers=headers)
        equal(expected, metadata.get("country"), f"metadata.country with {headers} and meta.country")


@check("GWY-844", needs={"rows"})
async def timezone_has_two_sources(target: Target) -> None:
    """The timezone is cf-timezone, else x-timezone."""
    await falls_through(target, "timezone", ("cf-timezone", "x-timezone"), last="Unknown")


@check("GWY-845", needs={"rows"})
async def place_without_headers_is_unknown(target: Target) -> None:
    """Without geography headers city, country and timezone are `Unknown`."""
    metadata = await metadata_under(target)
    for key in ("city", "country", "timezone"):
        equal("Unknown", metadata.get(key), f"metadata.{key}")


@check("GWY-846", needs={"rows"})
async def city_header_is_not_decoded(target: Target) -> None:
    """Percent-encoding stays, and UTF-8 bytes are read as Latin-1."""
    # A header value is text of one byte a letter, so this text is what the bytes of UTF-8 look like on the wire.
    mojibake = "İzmir".encode().decode("latin-1")
    for sent in ("Mersin%20Merkez", "%C4%B0zmir", mojibake):
        metadata = await metadata_under(target, headers={"x-vercel-ip-city": sent})
        equal(sent, metadata.get("city"), f"metadata.city of the header {said(sent)}")


@check("GWY-847", needs={"rows"})
async def blanks_around_a_value_belong_to_the_wire(target: Target) -> None:
    """Origin, user agent, city and address are read without the blanks and tabs around their values."""
    beacon, (address, source) = target.beacon(), target.conveyed(target.new_address())
    body = encode_body(beacon)
    values = {"Origin": target.origin, "User-Agent": "some MOBILE thing", "X-City": "Izmir"}
    if source is None and address:
        values["X-Forwarded-For"] = address
    fields = [(name, f" \t{value}\t ") for name, value in values.items()]
    request = Unfinished(target.endpoint, (*fields, ("Content-Length", str(len(body)))), body)
    synced(await answer_to(request, "values with blanks around them"), "values with blanks around them")
    session = one(await target.sessions(beacon["sid"]), "sessions of values with blanks around them")
    event = one(await target.events(beacon["sid"]), "events of values with blanks around them")
    metadata = metadata_in(event)
    equal(("some MOBILE thing", "Izmir"), (metadata.get("user_agent"), metadata.get("city")), "user agent and city")
    if "X-Forwarded-For" in values:
        equal(address, str(session["ip_address"]), "ip_address")
