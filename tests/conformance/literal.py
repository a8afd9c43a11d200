"""Answers compared with their literal form: status, keys in their order, values.

Decides how a body is compared (facts 16: exactly these keys, in this order), never which body is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.expect import deviates, equal

if TYPE_CHECKING:
    from simulator.judge.wire import Answer

SKIPPED: dict[str, Any] = {"ok": True, "score": 0, "status": "synced_skipped_missing_id"}


def error_body(message: str, score: int | None = None) -> dict[str, Any]:
    """Build the body of an error that is only a message."""
    return {"ok": False, "score": score, "message": message}


def answered(status: int, body: dict[str, Any], answer: Answer, what: str) -> None:
    """The answer has this status and exactly this body, keys in this order."""
    equal(status, answer.status, f"status of the answer to {what}")
    equal(body, answer.json(), f"body of the answer to {what}")
    keys_in_order(list(body), answer, what)


def keys_in_order(keys: list[str], answer: Answer, what: str) -> None:
    """The body is an object with exactly these keys, in this order."""
    equal(keys, list(members(answer, what)), f"keys of the body of the answer to {what}")


def member(key: str, answer: Answer, what: str) -> Any:
    """Give one member of the body, None where it is missing."""
    return members(answer, what).get(key)


def members(answer: Answer, what: str) -> dict[str, Any]:
    """Give the body as an object; anything else deviates."""
    parsed = answer.json()
    if not isinstance(parsed, dict):
        deviates(f"body of the answer to {what}", "an object", parsed)
    return parsed


def synced(answer: Answer, what: str) -> None:
    """The answer is the one of a stored event."""
    equal(200, answer.status, f"status of the answer to {what}")
    equal("synced", member("status", answer, what), f"`status` in the answer to {what}")
