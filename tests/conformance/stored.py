"""The rows one beacon left: post it, read them back, insist that there is exactly one.

Decides nothing about what the rows should say, and must not know which clause is being judged.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from simulator.judge.expect import one

if TYPE_CHECKING:
    from simulator.judge.target import Target

# Stands in a beacon where `with_raw` will write JSON that no encoder of ours would produce.
RAW = "@raw@"


async def event_of(target: Target, beacon: dict[str, Any], *, body: str | None = None, **how: Any) -> dict[str, Any]:
    """Post a beacon (or `body` in its place) and give back the only event of its session."""
    answer = await target.post(beacon if body is None else body, **how)
    return one(await target.events(beacon["sid"]), f"events of a new session after {answer.status} {answer.text[:120]}")


async def session_of(target: Target, beacon: dict[str, Any], **how: Any) -> dict[str, Any]:
    """Post a beacon and give back the only session of its `sid`."""
    answer = await target.post(beacon, **how)
    return one(await target.sessions(beacon["sid"]), f"sessions of a new sid after {answer.status} {answer.text[:120]}")


async def call_of(target: Target, beacon: dict[str, Any], *, what: str = "a click") -> dict[str, Any]:
    """Post a click and give back the only call of its session."""
    answer = await target.post(beacon)
    return one(await target.calls(beacon["sid"]), f"calls of {what} after {answer.status} {answer.text[:120]}")


def with_raw(beacon: dict[str, Any], text: str) -> str:
    """The beacon as JSON, its `RAW` value written as the given JSON text."""
    return json.dumps(beacon).replace(json.dumps(RAW), text)
