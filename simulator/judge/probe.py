"""Finding out what a target is before it is judged: few requests, each saying one thing, all told in one line.

It decides what is taken for a gateway; how that tells clients apart is for `clients.py`. It judges nothing: what a
probe meets may be wrong in any way, and only what makes judging impossible is refused here.
"""

from __future__ import annotations

import asyncio
import statistics
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import httpx

from simulator.judge import clock, tls
from simulator.judge.beacon import page_view
from simulator.judge.speed import SLOW_S, TOGETHER, Speed
from simulator.judge.wire import Answer, Wire, encode_body, without_secret

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator.judge.addresses import Addresses
    from simulator.judge.record import TargetRecord
    from simulator.judge.site import Site

# How often one answer is timed; a hiccup of the machine is not the target's pace, so of bursts the best of some counts.
TIMED, BURSTS = 5, 3
# Refused everywhere but where every origin is allowed: the name cannot exist (RFC 2606).
NOBODY = "https://denied.invalid"
# What every answer of an OpsMantik gateway carries.
MARKS = ("the header X-OpsMantik-Version", "`ok` in the body")
NOTHING_BEHIND = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)


class TargetUnusable(Exception):
    """The target cannot be judged as it was described."""

    exit_code = 2


@dataclass(frozen=True)
class Gateway:
    """What the first answers said: who it is, an origin it allows, one it refuses (None: none known)."""

    name: str
    origin: str
    denied_origin: str | None
    told: tuple[str, ...]


async def find_gateway(wire: Wire, addresses: Addresses, record: TargetRecord, *, ours: bool) -> Gateway:
    """Find out whether a gateway answers, and which origins it takes. `TargetUnusable` if it cannot be judged.

    A gateway started by us is not refused for refusing an origin it was told to allow: that is for the checks.
    """
    candidates = [record.origin] if record.origin else guesses(without_secret(wire.base))
    first = await _ask(wire, addresses, candidates[0])
    _must_not_lead_away(wire, first)
    _must_be_gateway(wire, first)
    answers = {candidates[0]: first, **await _answered(wire, addresses, candidates[1:])}
    allowed = [origin for origin, answer in answers.items() if answer.status != HTTPStatus.FORBIDDEN]
    if not allowed and not ours:
        raise TargetUnusable(_no_origin(candidates, first))
    origin = (allowed or candidates)[0]
    how = "as told" if record.origin else "found by asking"
    denied, told = await _denied(wire, addresses, record)
    missing = marks_missing(answers[origin])
    marks = [f"without {' and '.join(missing)}"] if missing else []
    return Gateway(_name(answers[origin]), origin, denied, (*marks, f"origin {origin} ({how})", told))


def guesses(base: str) -> list[str]:
    """Give origins a gateway may allow, likeliest first: its own page's, then a developer's."""
    return [base, "http://localhost:3000", "http://localhost", "https://localhost"]


async def must_know_site(
    wire: Wire, addresses: Addresses, origin: str, site: Site, month: str, *, started: bool = False
) -> None:
    """Refuse a target that does not know the site it is to be judged with: another database, or a wrong --site."""
    body = encode_body(page_view(site=site.public_id, session="probe", month=month, fingerprint="probe"))
    try:
        answer = await _post(wire, origin, body, addresses.fresh())
    except httpx.HTTPError:  # that it has no answer is for the checks to find
        return
    if answer.status == HTTPStatus.NOT_FOUND and len(marks_missing(answer)) < len(MARKS):
        cure = "it is in --database: check that this is the gateway's" if site.id else "correct --site"
        if started:
            cure = (
                "it is in the database that `start` is given as {database} and DATABASE_URL: one that reaches its rows"
                " otherwise (SUPABASE_URL) is to be named with --gateway and --database"
            )
        came = f"404 {answer.text[:100]}"
        raise TargetUnusable(f"expected the gateway to know site {site.public_id}; came: {came}; {cure}")


async def find_speed(ask: Callable[[str], Awaitable[Answer]], addresses: Addresses) -> Speed:
    """Ask as fresh clients, one by one and then together, and give what that took."""
    clock = asyncio.get_running_loop().time

    async def took(asked: int) -> float:
        began = clock()
        await asyncio.gather(*(ask(addresses.fresh()) for _ in range(asked)))
        return clock() - began

    try:
        answer_s = statistics.median([await took(1) for _ in range(TIMED)])
        together_s = await took(TOGETHER)
        for _ in range(BURSTS - 1):
            if together_s > TOGETHER * SLOW_S:
                together_s = min(together_s, await took(TOGETHER))
    except httpx.HTTPError:  # what does not answer is for the checks to find
        return Speed()
    return Speed(answer_s, together_s)


async def find_controls(wire: Wire, record: TargetRecord) -> tuple[bool, str]:
    """Find out whether the gateway's clock can be moved; `TargetUnusable` if that was promised and is not so."""
    if record.controls is False:
        return False, "controls not used (as told)"
    try:
        answer = await wire.send("GET", wire.base + clock.PATH, [])
        came = str(answer.status)
        there = answer.status == HTTPStatus.OK and b'"now_ms"' in answer.body
    except httpx.HTTPError as error:
        came, there = type(error).__name__, False
    if record.controls and not there:
        place = without_secret(wire.base) + clock.PATH
        raise TargetUnusable(f"expected controls at {place}; came: {came}; start it with --controls")
    return there, "controls present" if there else "no controls"


async def _ask(wire: Wire, addresses: Addresses, origin: str) -> Answer:
    try:
        return await _post(wire, origin, b"{}", addresses.fresh())
    except httpx.HTTPError as error:
        came, cure = tls.problem(error) or (error or type(error).__name__, "start it, or correct --gateway")
        raise TargetUnusable(f"expected a gateway at {without_secret(wire.endpoint)}; came: {came}; {cure}") from error


def _must_not_lead_away(wire: Wire, answer: Answer) -> None:
    """A beacon that is sent elsewhere is not judged where it was sent: browsers follow, and ask there as strangers."""
    elsewhere = answer.header("Location")
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST and elsewhere:
        target = urljoin(without_secret(wire.endpoint), elsewhere)
        raise TargetUnusable(
            f"expected a gateway at {without_secret(wire.endpoint)}; came: {answer.status}, which leads to {target};"
            f" give that with --gateway {target}"
        )


async def _answered(wire: Wire, addresses: Addresses, origins: list[str]) -> dict[str, Answer]:
    """Ask for each of these origins; one that gets no answer is left out."""
    answers = {}
    for origin in origins:
        with suppress(TargetUnusable):
            answers[origin] = await _ask(wire, addresses, origin)
    return answers


def marks_missing(answer: Answer) -> list[str]:
    """Name what an OpsMantik gateway's answer carries and this one does not."""
    there = (answer.header("X-OpsMantik-Version") is not None, b'"ok"' in answer.body)
    return [mark for mark, seen in zip(MARKS, there, strict=True) if not seen]


def _must_be_gateway(wire: Wire, answer: Answer) -> None:
    """Refuse what is plainly not one: another application's web page, or a proxy with nothing behind it.

    Whatever else answers where somebody says that a gateway is, is judged, be it as wrong as it likes.
    """
    missing = marks_missing(answer)
    kind = answer.header("Content-Type") or "no content type"
    page = kind.lower().startswith("text/html") and answer.status != HTTPStatus.INTERNAL_SERVER_ERROR
    if len(missing) == len(MARKS) and (page or answer.status in NOTHING_BEHIND):
        what = "a proxy with nothing behind it" if answer.status in NOTHING_BEHIND else "a web page"
        raise TargetUnusable(
            f"expected an OpsMantik gateway at {without_secret(wire.endpoint)};"
            f" came: {answer.status} {kind}, {what}, without {' and '.join(missing)};"
            " give the base URL or the endpoint itself with --gateway"
        )


def _name(answer: Answer) -> str:
    version = answer.header("X-OpsMantik-Version")
    return f"OpsMantik {version}" if version else "a gateway without a version header"


def _no_origin(candidates: list[str], answer: Answer) -> str:
    return (
        f"expected an allowed origin; came: {answer.status} {answer.text[:200]} to {', '.join(candidates)};"
        " name one with --origin"
    )


async def _denied(wire: Wire, addresses: Addresses, record: TargetRecord) -> tuple[str | None, str]:
    if record.denied_origin:
        return record.denied_origin, f"denied {record.denied_origin} (as told)"
    answers = await _answered(wire, addresses, [NOBODY])
    if NOBODY in answers and answers[NOBODY].status == HTTPStatus.FORBIDDEN:
        return NOBODY, f"denied {NOBODY} (found by asking)"
    return None, "no denied origin found"


async def _post(wire: Wire, origin: str, body: bytes, forwarded: str) -> Answer:
    headers = [("Origin", origin), ("Content-Type", "application/json"), ("X-Forwarded-For", forwarded)]
    return await wire.send("POST", wire.endpoint, headers, body)
