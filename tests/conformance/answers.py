"""GWY-961 to 967: the answer of a stored event and the answers of faults (blueprint 3.2 A, 3.3, 3.4; facts 13, 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.check import NotObservable, check
from simulator.judge.expect import absent, between, contains, equal, matches, truthy
from simulator.judge.wording import said
from tests.conformance.broken_databases import NO_EVENTS, STARTING_S
from tests.conformance.kinds import answers_of_every_kind, refusals
from tests.conformance.literal import answered, error_body, keys_in_order, member
from tests.conformance.window import PATIENCE_S, limited

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer


@check("GWY-961")
async def synced_body_is_literal(target: Target) -> None:
    """A stored event is answered 200 with ok true, an integer score and synced, in this order."""
    for ec in ("interaction", "conversion", "system"):
        answer = await target.post(target.beacon(ec=ec))
        equal(200, answer.status, f"status of the answer to a beacon of category {ec}")
        keys_in_order(["ok", "score", "status"], answer, f"a beacon of category {ec}")
        body = answer.json()
        equal((True, "synced"), (body["ok"], body["status"]), f"ok and status, category {ec}")
        between(0, 100, body["score"], f"score, category {ec}")
        equal(int(body["score"]), body["score"], f"score as a whole number, category {ec}")


@check("GWY-962")
async def answers_are_json(target: Target) -> None:
    """Every kind of answer to an allowed origin is application/json."""
    for what, answer in await answers_of_every_kind(target):
        is_json(answer, what)


@check("GWY-962")
async def refusals_are_json(target: Target) -> None:
    """The refusals of a missing and of a denied origin are application/json."""
    for what, answer in await refusals(target):
        is_json(answer, what)


@check("GWY-962", timeout_s=PATIENCE_S, fills=True)
async def limited_answers_are_json(target: Target) -> None:
    """A 429 is application/json."""
    is_json(await limited(target), "a limited request")


@check("GWY-963", needs={"start", "own_database"}, timeout_s=STARTING_S)
async def database_error_can_be_read_by_a_browser(target: Target) -> None:
    """Where no event can be inserted: 500 `Database write failed`, echoed origin, credentials, Vary and version."""
    async with target.variant(ddl=NO_EVENTS) as other:
        answer = await other.post(other.beacon())
        answered(500, error_body("Database write failed"), answer, "a beacon whose event is refused")
        may_be_read(answer, other.origin)


@check("GWY-964")
async def uncaught_error_has_its_own_message(target: Target) -> None:
    """An uncaught error is answered 500 with ok false, score null and a non-empty message."""
    answer, what = await uncaught(target)
    equal(500, answer.status, f"status of the answer to {what}")
    keys_in_order(["ok", "score", "message"], answer, what)
    equal((False, None), (answer.json()["ok"], answer.json()["score"]), f"ok and score of the answer to {what}")
    message = member("message", answer, what)
    truthy(isinstance(message, str) and message.strip(), f"message {said(message)}", "a non-empty text")


@check("GWY-965")
async def uncaught_error_carries_the_short_headers(target: Target) -> None:
    """The top-level 500 carries Vary, version, the echoed origin with credentials and unknown_error."""
    answer, _ = await uncaught(target)
    may_be_read(answer, target.origin)
    equal("unknown_error", answer.header("X-CORS-Reason"), "X-CORS-Reason of the top-level 500")


@check("GWY-966")
async def uncaught_error_carries_no_more(target: Target) -> None:
    """The top-level 500 exposes no headers and does not say what origin was received."""
    answer, _ = await uncaught(target)
    for name in ("Access-Control-Expose-Headers", "X-CORS-Received"):
        absent(answer.header_values(name), f"{name} of the top-level 500")


@check("GWY-967")
async def failed_lookup_has_the_literal_keys(target: Target) -> None:
    """The body of `Session lookup failed` has exactly ok, score, message and a non-empty details."""
    what = "an sm that is no date"
    answer = await target.post(target.beacon(sm="rubbish"))
    keys_in_order(["ok", "score", "message", "details"], answer, what)
    body = answer.json()
    equal((False, None, "Session lookup failed"), (body["ok"], body["score"], body["message"]), f"body for {what}")
    matches(r".+", body["details"], f"details of the answer to {what}")


# ---- one claim each --------------------------------------------------------------------------------------------------


def is_json(answer: Answer, what: str) -> None:
    """The media type is application/json, whatever its parameters."""
    media_type = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
    equal("application/json", media_type, f"Content-Type of the answer to {what}")


def may_be_read(answer: Answer, origin: str) -> None:
    """The headers without which a browser hides the answer, and a cache confuses two origins."""
    equal(origin, answer.header("Access-Control-Allow-Origin"), "Access-Control-Allow-Origin")
    equal("true", answer.header("Access-Control-Allow-Credentials"), "Access-Control-Allow-Credentials")
    named = [name.strip().lower() for name in (answer.header("Vary") or "").split(",")]
    contains("origin", named, "Vary")
    truthy(answer.header("X-OpsMantik-Version"), "X-OpsMantik-Version", "a version")


async def uncaught(target: Target) -> tuple[Answer, str]:
    """Provoke an error the gateway does not foresee: by null for a body, or by a referrer that is a number.

    Whether these are answered 5xx is another clause's business (GWY-408): here it only matters how.
    """
    for what, body in (("the body null", "null"), ("a numeric referrer", target.beacon(r=5))):
        answer = await target.post(body)
        if answer.status >= 500:
            return answer, what
    raise NotObservable("neither null for a body nor a numeric referrer is an uncaught error here")
