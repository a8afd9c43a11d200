"""GWY-101 to 108 and 129: who may post, and what a refused origin is told (blueprint 3.1; facts 13, 16).

Judged on any target by its own origins. The headers of every answer: `cors_headers.py`; the forms of an entry:
`cors_entries.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import check
from simulator.judge.expect import absent, contains, different, equal, matches
from tests.conformance.cors_entries import LISTED, STARTING_S
from tests.conformance.literal import keys_in_order, member

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

REFUSAL_KEYS = ["ok", "score", "error", "receivedOrigin", "reason", "configStatus"]
CLICK = {"ec": "conversion", "ea": "phone_call", "el": "tel:+905321112233"}


@check("GWY-101")
async def missing_origin_is_refused(target: Target) -> None:
    """A POST without an Origin header is answered 403 `Origin not allowed`."""
    refused(await target.post(target.beacon(), origin=None), "a beacon without an origin")


@check("GWY-102")
async def denied_origin_is_refused(target: Target) -> None:
    """A POST from an origin that is not allowed is answered 403 `Origin not allowed`."""
    refused(await target.post(target.beacon(), origin=target.denied_origin), "a beacon from a denied origin")


@check("GWY-103")
async def allowed_origin_is_let_in(target: Target) -> None:
    """A POST from an allowed origin is not answered 403."""
    answer = await target.post(target.beacon())
    different(403, answer.status, f"status of the answer to a beacon from {target.origin}")


@check("GWY-104", needs={"rows"})
async def missing_origin_leaves_no_row(target: Target) -> None:
    """A phone click without an origin leaves no session, no event and no call."""
    await click_leaves_no_row(target, None)


@check("GWY-104", needs={"rows"})
async def denied_origin_leaves_no_row(target: Target) -> None:
    """A phone click from a denied origin leaves no session, no event and no call."""
    await click_leaves_no_row(target, target.denied_origin)


# ---- the body of a refusal -------------------------------------------------------------------------------------------


@check("GWY-105")
async def missing_origin_has_the_literal_keys(target: Target) -> None:
    """The refusal of a missing origin has exactly the six keys, in order, `ok` false and `score` null."""
    literal_refusal(await target.post(target.beacon(), origin=None), "a beacon without an origin")


@check("GWY-105")
async def denied_origin_has_the_literal_keys(target: Target) -> None:
    """The refusal of a denied origin has exactly the six keys, in order, `ok` false and `score` null."""
    literal_refusal(await target.post(target.beacon(), origin=target.denied_origin), "a beacon from a denied origin")


@check("GWY-106")
async def missing_origin_is_named(target: Target) -> None:
    """Without an origin receivedOrigin is null and reason is missing_origin."""
    answer = await target.post(target.beacon(), origin=None)
    contains("receivedOrigin", answer.json(), "body of the answer to a beacon without an origin")
    equal(None, member("receivedOrigin", answer, "a beacon without an origin"), "receivedOrigin")
    equal("missing_origin", member("reason", answer, "a beacon without an origin"), "reason")


@check("GWY-107")
async def denied_origin_is_named(target: Target) -> None:
    """A denied origin is received as sent; the reason names it in lower case, without slashes, with a count."""
    denied = target.denied_origin
    for origin in (denied, denied.upper(), f"{denied}/", f"{denied.upper()}///"):
        answer = await target.post(target.beacon(), origin=origin)
        equal(origin, member("receivedOrigin", answer, origin), "receivedOrigin")
        reason, _, count = str(member("reason", answer, origin)).rpartition("=")
        equal(f"origin_mismatch: received={denied.lower()}, allowed_count", reason, "reason, up to its last `=`")
        matches(r"\d+", count, "count at the end of the reason")


@check("GWY-107", needs={"start"}, timeout_s=STARTING_S)
async def refusal_counts_the_entries(target: Target) -> None:
    """The reason's allowed_count is the number of entries: five."""
    async with target.variant(env=LISTED) as other:
        answer = await other.post({}, origin="https://Evil-Example.com")
        reason = member("reason", answer, "a beacon from a denied origin")
        equal("origin_mismatch: received=https://evil-example.com, allowed_count=5", reason, "reason")


@check("GWY-108")
async def missing_origin_gets_no_permission(target: Target) -> None:
    """The refusal of a missing origin carries neither Allow-Origin nor Allow-Credentials."""
    no_permission(await target.post(target.beacon(), origin=None), "a beacon without an origin")


@check("GWY-108")
async def denied_origin_gets_no_permission(target: Target) -> None:
    """The refusal of a denied origin carries neither Allow-Origin nor Allow-Credentials."""
    no_permission(await target.post(target.beacon(), origin=target.denied_origin), "a beacon from a denied origin")


@check("GWY-129")
async def refusal_says_configured(target: Target) -> None:
    """With a usable configuration configStatus of a refusal is `configured`."""
    answer = await target.post(target.beacon(), origin=target.denied_origin)
    equal("configured", member("configStatus", answer, "a beacon from a denied origin"), "configStatus")


# ---- one claim each --------------------------------------------------------------------------------------------------


def refused(answer: Answer, what: str) -> None:
    """The answer is a 403 that says so."""
    equal(403, answer.status, f"status of the answer to {what}")
    equal("Origin not allowed", member("error", answer, what), f"`error` in the answer to {what}")


def literal_refusal(answer: Answer, what: str) -> None:
    """The body is that of facts 16: `ok` false, `score` null, and the keys in their order."""
    keys_in_order(REFUSAL_KEYS, answer, what)
    equal((False, None), (answer.json()["ok"], answer.json()["score"]), f"`ok` and `score` in the answer to {what}")


def no_permission(answer: Answer, what: str) -> None:
    """Neither origin nor credentials are allowed."""
    for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"):
        absent(answer.header(name), f"{name} of the answer to {what}")


async def click_leaves_no_row(target: Target, origin: str | None) -> None:
    """A phone click from this origin is nowhere afterwards."""
    click = target.beacon(**CLICK)
    await target.post(click, origin=origin)
    for table, rows in (("sessions", target.sessions), ("events", target.events), ("calls", target.calls)):
        absent(await rows(click["sid"]), f"{table} of a click from the origin {origin}")
