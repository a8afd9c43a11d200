"""GWY-109 to 116 and 130: the headers by which a browser may read an answer (blueprint 3.3; facts 13).

*Every answer* is every kind of answer a request can be led to from outside: `kinds.py`, the refusals and a 429.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import check
from simulator.judge.expect import contains, different, equal, matches
from tests.conformance.kinds import TWO_SITES, UNCAUGHT, answers_of_every_kind, refusals, two_sites
from tests.conformance.window import PATIENCE_S, limited

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

ALLOW_ORIGIN = "Access-Control-Allow-Origin"
ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials"
EXPOSED = "X-OpsMantik-Version, X-CORS-Reason, X-CORS-Status"


@check("GWY-109")
async def origin_is_echoed(target: Target) -> None:
    """Every answer to an allowed origin carries it in Access-Control-Allow-Origin."""
    for what, answer in await answers_of_every_kind(target):
        equal(target.origin, answer.header(ALLOW_ORIGIN), f"{ALLOW_ORIGIN} of the answer to {what}")


@check("GWY-109")
async def origin_is_echoed_as_sent(target: Target) -> None:
    """An origin in capitals, where it is let in, is echoed in capitals."""
    shouted = target.origin.upper()
    answer = await target.post(target.beacon(), origin=shouted)
    if answer.status != 403:  # whether it is let in is another clause's business
        equal(shouted, answer.header(ALLOW_ORIGIN), f"{ALLOW_ORIGIN} of the answer to an origin in capitals")


@check("GWY-110")
async def credentials_are_allowed(target: Target) -> None:
    """Every answer to an allowed origin carries Access-Control-Allow-Credentials: true."""
    for what, answer in await answers_of_every_kind(target):
        equal("true", answer.header(ALLOW_CREDENTIALS), f"{ALLOW_CREDENTIALS} of the answer to {what}")


@check("GWY-111")
async def answers_vary_by_origin(target: Target) -> None:
    """Every kind of answer to an allowed origin carries Vary: Origin."""
    for what, answer in await answers_of_every_kind(target):
        varies(answer, what)


@check("GWY-111")
async def refusal_without_an_origin_varies_by_origin(target: Target) -> None:
    """The refusal of a missing origin carries Vary: Origin."""
    varies(await target.post(target.beacon(), origin=None), "a beacon without an origin")


@check("GWY-111")
async def refusals_vary_by_origin(target: Target) -> None:
    """The refusal of a denied origin carries Vary: Origin."""
    varies(await target.post(target.beacon(), origin=target.denied_origin), "a beacon from a denied origin")


@check("GWY-111", timeout_s=PATIENCE_S, fills=True)
async def limited_answers_vary_by_origin(target: Target) -> None:
    """A 429 carries Vary: Origin."""
    varies(await limited(target), "a limited request")


@check("GWY-112")
async def answers_carry_a_version(target: Target) -> None:
    """Every kind of answer carries X-OpsMantik-Version."""
    for what, answer in await answers_of_every_kind(target):
        has_version(answer, what)


@check("GWY-112")
async def refusal_without_an_origin_carries_a_version(target: Target) -> None:
    """The refusal of a missing origin carries X-OpsMantik-Version."""
    has_version(await target.post(target.beacon(), origin=None), "a beacon without an origin")


@check("GWY-112")
async def refusals_carry_a_version(target: Target) -> None:
    """The refusal of a denied origin carries X-OpsMantik-Version."""
    has_version(await target.post(target.beacon(), origin=target.denied_origin), "a beacon from a denied origin")


@check("GWY-112", timeout_s=PATIENCE_S, fills=True)
async def limited_answers_carry_a_version(target: Target) -> None:
    """A 429 carries X-OpsMantik-Version."""
    has_version(await limited(target), "a limited request")


@check("GWY-109", timeout_s=PATIENCE_S, fills=True)
async def limited_answers_echo_the_origin(target: Target) -> None:
    """A 429 carries the origin, credentials, reason and received origin of an allowed one."""
    answer = await limited(target)
    expected = {
        ALLOW_ORIGIN: target.origin,
        ALLOW_CREDENTIALS: "true",
        "X-CORS-Reason": "ok",
        "X-CORS-Received": target.origin,
    }
    equal(expected, {name: answer.header(name) for name in expected}, "CORS headers of a limited request")


@check("GWY-109", needs={"rows"})
async def fault_of_the_site_echoes_the_origin(target: Target) -> None:
    """`Site validation failed` carries the origin and credentials."""
    answer = await two_sites(target)
    seen = (answer.header(ALLOW_ORIGIN), answer.header(ALLOW_CREDENTIALS))
    equal((target.origin, "true"), seen, f"{ALLOW_ORIGIN} and {ALLOW_CREDENTIALS} of the answer to {TWO_SITES}")


@check("GWY-111", needs={"rows"})
async def fault_of_the_site_varies_by_origin(target: Target) -> None:
    """`Site validation failed` carries Vary: Origin."""
    varies(await two_sites(target), TWO_SITES)


@check("GWY-112", needs={"rows"})
async def fault_of_the_site_carries_a_version(target: Target) -> None:
    """`Site validation failed` carries X-OpsMantik-Version."""
    has_version(await two_sites(target), TWO_SITES)


@check("GWY-114", needs={"rows"})
async def fault_of_the_site_exposes_headers(target: Target) -> None:
    """`Site validation failed` exposes version, reason and status, and says reason and received origin."""
    answer = await two_sites(target)
    exposes(answer, TWO_SITES)
    seen = (answer.header("X-CORS-Reason"), answer.header("X-CORS-Received"))
    equal(("ok", target.origin), seen, f"X-CORS-Reason and X-CORS-Received of the answer to {TWO_SITES}")


@check("GWY-113")
async def version_is_bulletproof(target: Target) -> None:
    """The version header says 1.0.2-bulletproof."""
    answer = await target.post(target.beacon())
    equal("1.0.2-bulletproof", answer.header("X-OpsMantik-Version"), "X-OpsMantik-Version")


@check("GWY-114")
async def headers_are_exposed(target: Target) -> None:
    """Every kind of answer but the top-level 500 exposes version, reason and status."""
    for what, answer in await answers_of_every_kind(target):
        if what != UNCAUGHT:
            exposes(answer, what)


@check("GWY-114")
async def refusals_expose_headers(target: Target) -> None:
    """The refusals of a missing and of a denied origin expose version, reason and status."""
    for what, answer in await refusals(target):
        exposes(answer, what)


@check("GWY-114", timeout_s=PATIENCE_S, fills=True)
async def limited_answers_expose_headers(target: Target) -> None:
    """A 429 exposes version, reason and status."""
    exposes(await limited(target), "a limited request")


@check("GWY-115")
async def cors_reason_of_the_allowed_is_ok(target: Target) -> None:
    """X-CORS-Reason is `ok` on every kind of answer to an allowed origin."""
    for what, answer in await answers_of_every_kind(target):
        if what != UNCAUGHT:
            equal("ok", answer.header("X-CORS-Reason"), f"X-CORS-Reason of the answer to {what}")


@check("GWY-115")
async def cors_reason_of_the_refused_is_theirs(target: Target) -> None:
    """X-CORS-Reason of a refusal is its reason: missing_origin, or a mismatch that names the origin."""
    (_, missing), (_, denied) = await refusals(target)
    equal("missing_origin", missing.header("X-CORS-Reason"), "X-CORS-Reason without an origin")
    reason, _, _ = str(denied.header("X-CORS-Reason")).rpartition("=")
    mismatch = f"origin_mismatch: received={target.denied_origin.lower()}, allowed_count"
    equal(mismatch, reason, "X-CORS-Reason of a denied origin, up to its last `=`")


@check("GWY-116")
async def received_origin_is_told_to_the_allowed(target: Target) -> None:
    """X-CORS-Received is the allowed origin as sent, on every kind of answer but the top-level 500."""
    for what, answer in await answers_of_every_kind(target):
        if what != UNCAUGHT:
            equal(target.origin, answer.header("X-CORS-Received"), f"X-CORS-Received of the answer to {what}")


@check("GWY-116")
async def received_origin_is_told_to_the_refused(target: Target) -> None:
    """X-CORS-Received is the denied origin as sent, or `none` without one."""
    (_, missing), (_, denied) = await refusals(target)
    equal("none", missing.header("X-CORS-Received"), "X-CORS-Received without an origin")
    equal(target.denied_origin, denied.header("X-CORS-Received"), "X-CORS-Received of a denied origin")


@check("GWY-130")
async def path_of_an_origin_is_echoed(target: Target) -> None:
    """An allowed origin sent with a path is allowed and echoed with it."""
    origin = f"{target.origin}/page"
    answer = await target.post(target.beacon(), origin=origin)
    different(403, answer.status, f"status of the answer to the origin {origin}")
    equal(origin, answer.header(ALLOW_ORIGIN), ALLOW_ORIGIN)


# ---- one claim each --------------------------------------------------------------------------------------------------


def varies(answer: Answer, what: str) -> None:
    """Vary names Origin, perhaps among others."""
    named = [name.strip().lower() for name in (answer.header("Vary") or "").split(",")]
    contains("origin", named, f"Vary of the answer to {what}")


def has_version(answer: Answer, what: str) -> None:
    """There is a version, whichever."""
    matches(r".+", answer.header("X-OpsMantik-Version"), f"X-OpsMantik-Version of the answer to {what}")


def exposes(answer: Answer, what: str) -> None:
    """Exactly the three headers of facts 13 are exposed."""
    equal(EXPOSED, answer.header("Access-Control-Expose-Headers"), f"exposed headers of the answer to {what}")
