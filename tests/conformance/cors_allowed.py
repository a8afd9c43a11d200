"""GWY-102, 108, 109, 117 to 119, 123, 124, 132, 201 to 203, 208: what one allowed origin says of others (facts 13).

Judged on any target, whatever entry of `ALLOWED_ORIGINS` let its origin in: a URL, a bare host with a port or without,
a parent domain, one of many. What does not follow for each of them is left to `cors_entries.py`, where the harness
knows the entry. Nothing asked here is stored.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from simulator.judge.check import NotObservable, check
from simulator.judge.expect import absent, equal
from tests.conformance.cors_entries import ALLOW_ORIGIN, verdict_on

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

EVIL = "evil.test"


@dataclass(frozen=True)
class Allowed:
    """The allowed origin in its parts; `port` with its colon, or empty."""

    scheme: str
    host: str
    port: str

    @property
    def named(self) -> bool:
        """Whether its host is a name: an address has no subdomains, and is also written otherwise."""
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return True
        return False

    def at(self, host: str) -> str:
        """Give the same origin of another host."""
        return f"{self.scheme}://{host}{self.port}"


# ---- let in ----------------------------------------------------------------------------------------------------------


@check("GWY-117")
async def subdomains_of_the_allowed_are_let_in(target: Target) -> None:
    """A subdomain of the allowed origin's host is let in, and one of that."""
    allowed = _named(target)
    for host in (f"www.{allowed.host}", f"a.b.{allowed.host}"):
        await _is("let in", allowed.at(host), target)


@check("GWY-119")
async def only_the_host_of_the_allowed_counts(target: Target) -> None:
    """The allowed origin with another scheme, another port or none, a path or userinfo is let in."""
    allowed = _allowed(target)
    other = "http" if allowed.scheme == "https" else "https"
    for origin in (
        f"{other}://{allowed.host}{allowed.port}",
        f"{allowed.scheme}://{allowed.host}:8443",
        f"{allowed.scheme}://{allowed.host}",
        f"{target.origin}/page?a=b",
        allowed.at(f"user:password@{allowed.host}"),
        allowed.at(f"{EVIL}@{allowed.host}"),
    ):
        await _is("let in", origin, target)


@check("GWY-132")
async def the_allowed_is_let_in_in_capitals(target: Target) -> None:
    """The allowed origin in capitals, or with some, is let in."""
    _allowed(target)
    for origin in (target.origin.upper(), target.origin.title()):
        await _is("let in", origin, target)


@check("GWY-132")
async def the_allowed_is_let_in_with_slashes(target: Target) -> None:
    """The allowed origin with a slash at its end, or several, is let in."""
    _allowed(target)
    for origin in (f"{target.origin}/", f"{target.origin.upper()}///"):
        await _is("let in", origin, target)


@check("GWY-109")
async def spellings_of_the_allowed_are_echoed_as_sent(target: Target) -> None:
    """Whatever spelling of an allowed origin is let in, a `POST` echoes it as it was sent."""
    for origin in _spellings(target):
        _echoed(origin, await target.post({}, origin=origin), "POST")


@check("GWY-203")
async def spellings_of_the_allowed_are_echoed_on_a_preflight(target: Target) -> None:
    """Whatever spelling of an allowed origin is let in, a preflight echoes it as it was sent."""
    for origin in _spellings(target):
        _echoed(origin, await target.preflight(origin=origin), "OPTIONS")


@check("GWY-201")
async def spellings_of_the_allowed_may_ask(target: Target) -> None:
    """A preflight of any spelling of the allowed origin is answered 200."""
    for origin in _spellings(target):
        answer = await target.preflight(origin=origin)
        equal(200, answer.status, f"status of a preflight from {origin}, where {target.origin} is allowed")


# ---- refused ---------------------------------------------------------------------------------------------------------


@check("GWY-102")
async def strangers_are_refused(target: Target) -> None:
    """Where one origin is refused, so are others that nobody can have listed."""
    _some_are_refused(target)
    stranger = f"{target.random.getrandbits(64):016x}"
    letters = "".join(target.random.choices("abcdefghijklmnop", k=32))
    for origin in (
        f"https://{stranger}.invalid",
        f"http://{stranger}.test:3000",
        f"https://localhost.{stranger}.test",
        f"https://127.0.0.1.{stranger}.test",
        f"chrome-extension://{letters}",
    ):
        await _is("refused", origin, target)


@check("GWY-118")
async def lookalikes_of_the_allowed_are_refused(target: Target) -> None:
    """Hosts that only end with, continue or resemble the allowed host's letters are refused."""
    for origin in await _lookalikes(target):
        await _is("refused", origin, target)


@check("GWY-118")
async def the_allowed_in_another_part_is_refused(target: Target) -> None:
    """The allowed host as userinfo, path, query or fragment of another host does not let that in."""
    _some_are_refused(target)
    host = (await _widest(target)).host
    for rest in (f"/{host}", f"/{target.origin}", f"/.{host}", f"?{host}", f"#{host}"):
        await _is("refused", f"https://{EVIL}{rest}", target)
    for userinfo in (host, f"{host}:443", f"www.{host}"):
        await _is("refused", f"https://{userinfo}@{EVIL}", target)


@check("GWY-108")
async def lookalikes_get_no_permission(target: Target) -> None:
    """A refused lookalike of the allowed origin is not echoed, and gets no credentials."""
    for origin in (await _lookalikes(target))[:3]:
        _no_permission(origin, await target.post({}, origin=origin), "POST")


@check("GWY-202")
async def preflights_of_lookalikes_are_refused(target: Target) -> None:
    """A preflight of a lookalike of the allowed origin, or of `null`, is answered 403."""
    for origin in (*await _lookalikes(target), "null"):
        answer = await target.preflight(origin=origin)
        equal(403, answer.status, f"status of a preflight from {origin}, where {target.origin} is allowed")


@check("GWY-208")
async def lookalikes_get_no_permission_on_a_preflight(target: Target) -> None:
    """A refused lookalike of the allowed origin is not echoed on a preflight, and gets no credentials."""
    for origin in (await _lookalikes(target))[:3]:
        _no_permission(origin, await target.preflight(origin=origin), "OPTIONS")


@check("GWY-123")
async def root_dot_of_the_allowed_is_refused(target: Target) -> None:
    """The allowed origin with a root dot after its host is refused."""
    _some_are_refused(target)
    allowed = _named(target)
    await _is("refused", allowed.at(f"{allowed.host}."), target)


@check("GWY-124")
async def null_is_refused_where_some_are(target: Target) -> None:
    """The origin `null` is refused where any origin is."""
    _some_are_refused(target)
    await _is("refused", "null", target)


# ---- what is derived -------------------------------------------------------------------------------------------------


def _allowed(target: Target) -> Allowed:
    """Take the allowed origin apart; not observable where it is no web page's."""
    parts = urlsplit(target.origin)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotObservable(f"nothing follows from the origin {target.origin}; name a web page's with --origin")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Allowed(parts.scheme, host, f":{parts.port}" if parts.port else "")


def _named(target: Target) -> Allowed:
    allowed = _allowed(target)
    if not allowed.named:
        raise NotObservable(f"{allowed.host} is an address; name an origin with a host name with --origin")
    return allowed


def _some_are_refused(target: Target) -> str:
    """Give one that is; not observable where none is, for the list may hold `*`, or where the allowed has no host."""
    _allowed(target)
    return target.denied_origin


def _spellings(target: Target) -> list[str]:
    allowed = _allowed(target)
    hosts = [allowed.at(f"www.{allowed.host}")] if allowed.named else []
    port = f"{allowed.scheme}://{allowed.host}:8443"
    return [target.origin.upper(), f"{target.origin}/", f"{target.origin}/page", port, *hosts]


async def _widest(target: Target) -> Allowed:
    """Give the host that the entry may be for: the allowed one, or the widest parent whose strangers are let in."""
    widest = _named(target)
    stranger = f"opsmantik-{target.random.getrandbits(64):016x}"
    while "." in widest.host:
        parent = Allowed(widest.scheme, widest.host.partition(".")[2], widest.port)
        if (await target.post({}, origin=parent.at(f"{stranger}.{parent.host}"))).status == 403:
            break
        widest = parent
    return widest


async def _lookalikes(target: Target) -> list[str]:
    _some_are_refused(target)
    widest = await _widest(target)
    host = widest.host
    hosts = [f"evil-{host}", f"evil{host}", f"{host}.{EVIL}", f"{host}x", f"{host}-{EVIL}"]
    head, dot, tail = host.rpartition(".")
    hosts += [f"{head}0{tail}"] if dot else []
    portless = [f"{widest.scheme}://{host}.{EVIL}"] if widest.port else []
    return [*map(widest.at, hosts), *portless]


# ---- one claim each --------------------------------------------------------------------------------------------------


async def _is(expected: str, origin: str, target: Target) -> None:
    """A beacon from this origin meets this fate."""
    what = f"fate of a beacon from the origin {origin}, where {target.origin} is allowed"
    equal(expected, await verdict_on(origin, target), what)


def _echoed(origin: str, answer: Answer, verb: str) -> None:
    if answer.status != 403:  # whether it is let in is another clause's business
        equal(origin, answer.header(ALLOW_ORIGIN), f"{ALLOW_ORIGIN} of the answer to a {verb} from {origin}")


def _no_permission(origin: str, answer: Answer, verb: str) -> None:
    if answer.status == 403:  # the same
        for name in (ALLOW_ORIGIN, "Access-Control-Allow-Credentials"):
            absent(answer.header(name), f"{name} of the answer to a {verb} from {origin}")
