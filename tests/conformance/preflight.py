"""GWY-201 to 212: what a browser asks before it posts, and other methods (facts 13, 16). Runs on any target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import check
from simulator.judge.expect import absent, contains, equal, matches

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

ALLOW_ORIGIN = "Access-Control-Allow-Origin"
ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials"
EXPOSED = "X-OpsMantik-Version, X-CORS-Reason, X-CORS-Status"
ALLOWED_HEADERS = "Content-Type, Authorization, X-OpsMantik-Version, X-CORS-Reason"


@check("GWY-201")
async def allowed_preflight_is_200_and_empty(target: Target) -> None:
    """OPTIONS from an allowed origin is answered 200 with an empty body."""
    answer = await target.preflight()
    equal(200, answer.status, "status of an allowed preflight")
    equal(b"", answer.body, "body of an allowed preflight")


@check("GWY-202")
async def preflight_without_an_origin_is_403_and_empty(target: Target) -> None:
    """OPTIONS without an origin is answered 403 with an empty body."""
    refused_and_empty(await target.preflight(origin=None), "without an origin")


@check("GWY-202")
async def denied_preflight_is_403_and_empty(target: Target) -> None:
    """OPTIONS from a denied origin is answered 403 with an empty body."""
    refused_and_empty(await target.preflight(origin=target.denied_origin), "from a denied origin")


@check("GWY-203")
async def allowed_preflight_echoes_and_allows_credentials(target: Target) -> None:
    """An allowed preflight echoes its origin and allows credentials."""
    answer = await target.preflight()
    equal(target.origin, answer.header(ALLOW_ORIGIN), ALLOW_ORIGIN)
    equal("true", answer.header(ALLOW_CREDENTIALS), ALLOW_CREDENTIALS)


@check("GWY-204")
async def preflight_allows_post_and_options(target: Target) -> None:
    """Access-Control-Allow-Methods is `POST, OPTIONS`, also when another method is asked for."""
    for asked in ("POST", "DELETE"):
        answer = await target.preflight(headers=[("Access-Control-Request-Method", asked)])
        equal("POST, OPTIONS", answer.header("Access-Control-Allow-Methods"), f"allowed methods, {asked} asked for")


@check("GWY-205")
async def preflight_allows_four_headers(target: Target) -> None:
    """Access-Control-Allow-Headers is the list of facts 13, whatever is asked for."""
    for asked in ("content-type", "content-type, x-private-header"):
        answer = await target.preflight(headers=[("Access-Control-Request-Headers", asked)])
        equal(ALLOWED_HEADERS, answer.header("Access-Control-Allow-Headers"), f"allowed headers, {asked} asked for")


@check("GWY-206")
async def preflight_holds_for_a_day(target: Target) -> None:
    """Access-Control-Max-Age is 86400."""
    equal("86400", (await target.preflight()).header("Access-Control-Max-Age"), "Access-Control-Max-Age")


@check("GWY-207")
async def allowed_preflight_says_allowed(target: Target) -> None:
    """X-CORS-Status of an allowed preflight is `allowed`."""
    equal("allowed", (await target.preflight()).header("X-CORS-Status"), "X-CORS-Status")


@check("GWY-207")
async def preflight_without_an_origin_says_rejected(target: Target) -> None:
    """X-CORS-Status of a preflight without an origin is `rejected`."""
    equal("rejected", (await target.preflight(origin=None)).header("X-CORS-Status"), "X-CORS-Status")


@check("GWY-207")
async def denied_preflight_says_rejected(target: Target) -> None:
    """X-CORS-Status of a preflight from a denied origin is `rejected`."""
    answer = await target.preflight(origin=target.denied_origin)
    equal("rejected", answer.header("X-CORS-Status"), "X-CORS-Status")


@check("GWY-208")
async def preflight_without_an_origin_gets_no_permission(target: Target) -> None:
    """A preflight without an origin gets neither Allow-Origin nor Allow-Credentials."""
    no_permission(await target.preflight(origin=None))


@check("GWY-208")
async def denied_preflight_gets_no_permission(target: Target) -> None:
    """A preflight from a denied origin gets neither Allow-Origin nor Allow-Credentials."""
    no_permission(await target.preflight(origin=target.denied_origin))


@check("GWY-209")
async def allowed_preflight_varies_and_carries_a_version(target: Target) -> None:
    """An allowed preflight carries Vary: Origin and X-OpsMantik-Version."""
    varies_and_has_version(await target.preflight())


@check("GWY-209")
async def preflight_without_an_origin_varies_and_carries_a_version(target: Target) -> None:
    """A preflight without an origin carries Vary: Origin and X-OpsMantik-Version."""
    varies_and_has_version(await target.preflight(origin=None))


@check("GWY-209")
async def denied_preflight_varies_and_carries_a_version(target: Target) -> None:
    """A preflight from a denied origin carries Vary: Origin and X-OpsMantik-Version."""
    varies_and_has_version(await target.preflight(origin=target.denied_origin))


@check("GWY-211")
async def every_preflight_exposes_headers(target: Target) -> None:
    """Preflights of an allowed, a denied and a missing origin expose version, reason and status."""
    for origin in (target.origin, target.denied_origin, None):
        answer = await target.preflight(origin=origin)
        equal(EXPOSED, answer.header("Access-Control-Expose-Headers"), f"exposed headers of a preflight from {origin}")


@check("GWY-212")
async def every_preflight_tells_the_received_origin(target: Target) -> None:
    """X-CORS-Received of a preflight is the origin as sent, allowed or denied, and `none` without one."""
    for origin in (target.origin, target.denied_origin, target.denied_origin.upper(), None):
        answer = await target.preflight(origin=origin)
        equal(origin or "none", answer.header("X-CORS-Received"), f"X-CORS-Received of a preflight from {origin}")


@check("GWY-210")
async def other_methods_are_405(target: Target) -> None:
    """GET, HEAD, PUT, PATCH and DELETE are answered 405."""
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
        answer = await target.request(method, [("Origin", target.origin), ("X-Forwarded-For", target.address)])
        equal(405, answer.status, f"status of the answer to {method}")


# ---- one claim each --------------------------------------------------------------------------------------------------


def refused_and_empty(answer: Answer, what: str) -> None:
    """The preflight is a 403 without a body."""
    equal(403, answer.status, f"status of a preflight {what}")
    equal(b"", answer.body, f"body of a preflight {what}")


def no_permission(answer: Answer) -> None:
    """Neither origin nor credentials are allowed."""
    for name in (ALLOW_ORIGIN, ALLOW_CREDENTIALS):
        absent(answer.header(name), name)


def varies_and_has_version(answer: Answer) -> None:
    """Vary names Origin, perhaps among others, and there is a version, whichever."""
    named = [name.strip().lower() for name in (answer.header("Vary") or "").split(",")]
    contains("origin", named, "Vary")
    matches(r".+", answer.header("X-OpsMantik-Version"), "X-OpsMantik-Version")
