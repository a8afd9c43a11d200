"""GWY-117 to 128 and 131: which origins a configuration lets in (facts 13).

Judged on gateways the harness starts itself, by requests that store nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import check
from simulator.judge.expect import different, equal
from tests.conformance.literal import member

if TYPE_CHECKING:
    from simulator.judge.target import Target

ALLOW_ORIGIN = "Access-Control-Allow-Origin"
# One list for all the forms of an entry: five entries, two of them with white space, capitals and slashes.
ENTRIES = (
    "https://example.com",
    " HTTPS://Spa ced.\tExample.org// ",
    "bare-host.test",
    "port-host.test:8443",
    " Tidy-Host.Test/",
)
LISTED = {"ALLOWED_ORIGINS": ",".join(ENTRIES)}
# Real time a check may take that starts a gateway: all CPU, and others do the same.
STARTING_S = 60
ANY = {"ALLOWED_ORIGINS": "*"}
PORTS = (":8443", ":9443", "")
BLANK = {"ALLOWED_ORIGINS": " , ,, ", "NODE_ENV": "development"}
UNSET = {"NODE_ENV": "development"}
UNSET_IN_PRODUCTION = {"NODE_ENV": "production"}


@check("GWY-117", needs={"start"}, timeout_s=STARTING_S)
async def subdomains_are_allowed(target: Target) -> None:
    """An entry lets in its host and every subdomain of it."""
    origins = ["https://example.com", "https://www.example.com", "https://a.b.example.com", "https://x.bare-host.test"]
    await all_are("let in", origins, LISTED, target)


@check("GWY-118", needs={"start"}, timeout_s=STARTING_S)
async def lookalikes_are_refused(target: Target) -> None:
    """Hosts that only end with or continue an allowed host's letters are refused."""
    lookalikes = [
        "https://evil-example.com",
        "https://evilexample.com",
        "https://example.com.evil.test",
        "https://example.comx",
        "https://example.co",
        "https://evil.test/example.com",
        "https://evil.test/https://example.com",
        "https://evil.test?example.com",
        "https://example.com@evil.test",
        "https://evil-bare-host.test",
        "https://bare-host.test.evil.test",
        "https://example.org",  # above spaced.example.org
    ]
    await all_are("refused", lookalikes, LISTED, target)


@check("GWY-119", needs={"start"}, timeout_s=STARTING_S)
async def only_the_host_is_matched(target: Target) -> None:
    """Another scheme, port, path or userinfo does not keep an allowed host out."""
    origins = [
        "http://example.com",
        "ftp://example.com",
        "https://example.com:8443",
        "https://example.com/page",
        "https://user:password@example.com",
    ]
    await all_are("let in", origins, LISTED, target)


@check("GWY-120", needs={"start"}, timeout_s=STARTING_S)
async def entries_are_tidied(target: Target) -> None:
    """An entry with white space, capitals and trailing slashes lets its host in."""
    await all_are("let in", ["https://spaced.example.org", "https://www.spaced.example.org"], LISTED, target)


@check("GWY-120", needs={"start"}, timeout_s=STARTING_S)
async def bare_entries_are_tidied(target: Target) -> None:
    """A bare entry with white space, capitals and a slash lets the bare host in, which no URL parser has tidied."""
    await all_are("let in", ["tidy-host.test"], LISTED, target)


@check("GWY-121", needs={"start"}, timeout_s=STARTING_S)
async def bare_host_matches_any_scheme(target: Target) -> None:
    """A bare-host entry lets in its host with any scheme, and the bare host."""
    await all_are("let in", ["https://bare-host.test", "http://bare-host.test", "bare-host.test"], LISTED, target)


@check("GWY-122", needs={"start"}, timeout_s=STARTING_S)
async def bare_host_and_port_match_the_host(target: Target) -> None:
    """A bare host:port entry lets in its host and subdomains, with its own port, another one and none."""
    hosts = ("port-host.test", "www.port-host.test", "a.b.port-host.test")
    origins = [f"{scheme}://{host}{port}" for scheme in ("https", "http") for host in hosts for port in PORTS]
    await all_are("let in", origins, LISTED, target)


@check("GWY-122", needs={"start"}, timeout_s=STARTING_S)
async def lookalikes_of_a_bare_host_and_port_are_refused(target: Target) -> None:
    """A bare host:port entry lets in no other host, whatever its port."""
    lookalikes = [
        "https://evil-port-host.test:8443",
        "https://port-host.test.evil.test:8443",
        "https://port-host.tes:8443",
        "https://evil.test:8443",
        "https://port-host.test:8443@evil.test",
    ]
    await all_are("refused", lookalikes, LISTED, target)


@check("GWY-131", needs={"start"}, timeout_s=STARTING_S)
async def origins_without_a_scheme_match_bare_entries(target: Target) -> None:
    """Without a scheme the host, a subdomain, and host and port of a bare entry are let in, in any case."""
    origins = [
        "www.bare-host.test",
        "WWW.Bare-Host.TEST",
        "bare-host.test/",
        "www.bare-host.test/page",
        "port-host.test:8443",
        "a.port-host.test:8443",
        "tidy-host.test//",
    ]
    await all_are("let in", origins, LISTED, target)


@check("GWY-131", needs={"start"}, timeout_s=STARTING_S)
async def other_origins_without_a_scheme_are_refused(target: Target) -> None:
    """Without a scheme another port, a lookalike, and the host of an entry that has a scheme are refused."""
    origins = [
        "port-host.test:9443",
        "port-host.test",
        "bare-host.test:8443",
        "evil-bare-host.test",
        "bare-host.test.evil.test",
        "evil.test/www.bare-host.test",
        "example.com",
    ]
    await all_are("refused", origins, LISTED, target)


@check("GWY-123", needs={"start"}, timeout_s=STARTING_S)
async def root_dot_is_refused(target: Target) -> None:
    """An origin whose host ends with a root dot is refused."""
    await all_are("refused", ["https://example.com.", "https://www.example.com."], LISTED, target)


@check("GWY-124", needs={"start"}, timeout_s=STARTING_S)
async def null_is_refused(target: Target) -> None:
    """The origin `null` is refused by a list."""
    await all_are("refused", ["null"], LISTED, target)


@check("GWY-124", needs={"start"}, timeout_s=STARTING_S)
async def null_is_let_in_by_a_star(target: Target) -> None:
    """The origin `null` is let in by `*`."""
    await all_are("let in", ["null"], ANY, target)


@check("GWY-125", needs={"start"}, timeout_s=STARTING_S)
async def star_lets_everybody_in(target: Target) -> None:
    """With `*` every origin is let in and echoed as sent."""
    await everybody_is_let_in(ANY, target)


@check("GWY-125", needs={"start"}, timeout_s=STARTING_S)
async def star_needs_an_origin(target: Target) -> None:
    """With `*` a missing origin is still refused."""
    async with target.variant(env=ANY) as other:
        equal("refused", await verdict_on(None, other), "a beacon without an origin")


@check("GWY-126", needs={"start"}, timeout_s=STARTING_S)
async def unset_lets_everybody_in(target: Target) -> None:
    """With ALLOWED_ORIGINS unset outside production every origin is let in."""
    await everybody_is_let_in(UNSET, target)


@check("GWY-127", needs={"start"}, timeout_s=STARTING_S)
async def unset_in_production_refuses_everybody(target: Target) -> None:
    """With ALLOWED_ORIGINS unset in production everybody is refused, configStatus missing_or_invalid."""
    async with target.variant(env=UNSET_IN_PRODUCTION) as other:
        for origin in ("https://example.com", target.origin, "null", None):
            answer = await other.post({}, origin=origin)
            equal(403, answer.status, f"status of the answer to the origin {origin}")
            equal("missing_or_invalid", member("configStatus", answer, f"the origin {origin}"), "configStatus")


@check("GWY-128", needs={"start"}, timeout_s=STARTING_S)
async def blanks_let_everybody_in(target: Target) -> None:
    """ALLOWED_ORIGINS of blanks and commas outside production lets every origin in."""
    await everybody_is_let_in(BLANK, target)


# ---- one claim each --------------------------------------------------------------------------------------------------


async def verdict_on(origin: str | None, target: Target) -> str:
    """Say what becomes of an origin, by a request that stores nothing."""
    answer = await target.post({}, origin=origin)
    return "refused" if answer.status == 403 else "let in"


async def all_are(expected: str, origins: list[str], env: dict[str, str], target: Target) -> None:
    """Every origin meets the same fate on a gateway of this configuration."""
    async with target.variant(env=env) as other:
        for origin in origins:
            equal(expected, await verdict_on(origin, other), f"fate of the origin {origin}")


async def everybody_is_let_in(env: dict[str, str], target: Target) -> None:
    """Any origin is let in and echoed as sent on a gateway of this configuration."""
    async with target.variant(env=env) as other:
        for origin in ("https://anybody.test", "HTTPS://Anybody.Test:8443/page", target.origin):
            answer = await other.post({}, origin=origin)
            different(403, answer.status, f"status of the answer to the origin {origin}")
            equal(origin, answer.header(ALLOW_ORIGIN), f"{ALLOW_ORIGIN} of the answer to the origin {origin}")
