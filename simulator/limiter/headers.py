"""What the answers say of the limit: Remaining, Reset and Retry-After, compared with what was measured."""

from __future__ import annotations

import itertools
import json
import math
from typing import TYPE_CHECKING, Any

from simulator.limiter.lab import Experiment, Request
from simulator.limiter.seen import Property, number_in, span_of, untold

if TYPE_CHECKING:
    from simulator.limiter.edge import Bounds
    from simulator.limiter.lab import Lab
    from simulator.limiter.seen import Seen

PARTS = (0.0, 0.025, 0.5, 0.975)
SECOND_MS = 1000
EPOCH_MS, EPOCH_S = 10**12, 10**9
ROUNDINGS = {"up": math.ceil, "down": math.floor, "to the nearest": round}


async def remaining(lab: Lab) -> Property:
    """Tell whether Remaining counts down by one to 0, and on which answers the limit is told."""
    name, client = "remaining", lab.new_client()
    experiment = Experiment(lab, name)
    await lab.fresh_moment()
    other = [await experiment.ask(lab.new_client(), Request("no JSON", body=b"{"))]
    seen = [await experiment.ask(client) for _ in range(experiment.limit)]
    passed = [one for one in seen if one.admitted]
    values = [one.remaining() for one in passed]
    evidence = (*other, *passed[:2], *seen[-2:])
    if not values or None in values:
        return untold(name, "an answer let through carries no X-RateLimit-Remaining", evidence, values=values)
    steps = {earlier - later for earlier, later in itertools.pairwise(values)}
    value = f"counts down by one from {values[0]} to {values[-1]}"
    value = value if steps == {1} else f"does not count down: {values[:6]} …"
    on_others = any(header.lower().startswith("x-ratelimit-") for header, _ in other[0].answer.headers)
    value += "; also on a 400" if on_others else ""
    said = f"{passed[0].answer.header('X-RateLimit-Limit')} on what passes, {seen[-1].remaining()} left on a refusal"
    measured = {"values": values, "on_others": on_others}
    return Property(name, value, "exact", f"X-RateLimit-Limit {said}", evidence, measured, span_of([*other, *seen]))


async def refused(lab: Lab) -> list[Property]:
    """Tell what a 429 says of the window's end, asked at several ages of it."""
    experiment, client = Experiment(lab, "headers of a 429"), lab.new_client()
    await lab.fresh_window()
    first = (await experiment.use_up(client))[0]
    end = lab.known.window.end_for(first)
    asked: list[Seen] = []
    for part in PARTS:
        await lab.at(first.answered_ms + part * (end.low - first.answered_ms))
        asked.append(await experiment.ask(client))
    asked = [one for one in asked if one.refused]
    if not asked:
        return [untold(name, "no request was refused", (first,)) for name in ("Retry-After", "X-RateLimit-Reset")]
    return [_retry_after(first, asked, end), _reset(lab, first, asked, end)]


def _retry_after(first: Seen, asked: list[Seen], end: Bounds) -> Property:
    said = [number_in(one.answer.header("Retry-After")) for one in asked]
    bodies = [_in_body(one) for one in asked]
    evidence = (first, *asked)
    measured: dict[str, Any] = {"said": said, "body": bodies}
    if None in said:
        return Property("Retry-After", "missing", "exact", f"a 429 carries {said}", evidence, measured)
    fitting = [name for name, rounding in ROUNDINGS.items() if all(map(_fits(rounding, end), asked, said))]
    beside = "the body's retryAfter is the same" if bodies == said else f"the body says {bodies}"
    left = ", ".join(f"{end.low - one.answered_ms:,.0f}" for one in asked)
    why = f"said {said} where about {left} ms were left; {beside}"
    if not fitting:
        return Property("Retry-After", "not the whole seconds that are left", "exact", why, evidence, measured)
    value = f"whole seconds, rounded {' or '.join(fitting)}" + ("" if bodies == said else ", other than the body")
    told = "exact" if len(fitting) == 1 else "bounds"
    return Property("Retry-After", value, told, why, evidence, measured | {"rounded": fitting})


def _fits(rounding: Any, end: Bounds) -> Any:
    """Whether a number of seconds is what is left. In an interval the end itself is known to a millisecond at best."""

    def fits(one: Seen, seconds: int) -> bool:
        if one.sent_ms == one.answered_ms:
            return rounding((end.low - one.sent_ms) / SECOND_MS) == seconds
        least, most = end.low - 1 - one.answered_ms, end.high - one.sent_ms
        return rounding(least / SECOND_MS) <= seconds <= rounding(most / SECOND_MS)

    return fits


def _in_body(one: Seen) -> Any:
    try:
        body = json.loads(one.answer.body)
    except (ValueError, RecursionError):
        return None
    return body.get("retryAfter") if isinstance(body, dict) else None


def _reset(lab: Lab, first: Seen, asked: list[Seen], end: Bounds) -> Property:
    name, evidence = "X-RateLimit-Reset", (first, *asked)
    said = [number_in(one.answer.header(name)) for one in asked]
    measured = {"said": said, "end_ms": [end.low, end.high]}
    if None in said:
        return Property(name, "missing", "exact", f"a 429 carries {said}", evidence, measured)
    unit = "epoch milliseconds" if said[0] >= EPOCH_MS else "epoch seconds" if said[0] >= EPOCH_S else "a small number"
    stands = "the same on each" if len(set(said)) == 1 else "moves"
    value = f"{unit}, {stands} of a window"
    if lab.moved and unit == "epoch milliseconds":
        off = said[0] - end.low
        value += ", its last millisecond" if off == 0 else ", its end" if off == 1 else f", {off:+,.0f} ms off its end"
    return Property(name, value, "exact", f"{len(said)} refusals said {sorted(set(said))}", evidence, measured)
