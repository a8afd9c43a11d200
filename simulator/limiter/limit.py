"""How many requests pass: the limit, whether that is what is announced, and by how many counters it is kept.

Every request here comes over a connection of its own, so that each may meet another process.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from statistics import mode
from typing import TYPE_CHECKING

from simulator.judge.check import NotObservable
from simulator.limiter.lab import AT_ONCE, Experiment, Request
from simulator.limiter.seen import Property, admitted, ends_of, number_in, span_of, untold

if TYPE_CHECKING:
    from simulator.limiter.lab import Lab
    from simulator.limiter.seen import Seen

# Who has sent so many times the expected limit and was never refused is not limited, as far as we go.
TIMES_MOST = 5
# So many are left when so many times as many arrive together.
LEFT, TIMES_LEFT = 10, 3
FRESH_CONNECTION = Request(headers=(("Connection", "close"),))


async def filled(lab: Lab, name: str = "limit") -> list[Seen]:
    """Send requests of one client until one is refused, and as many again as are expected; not straddling by itself."""
    experiment, client = Experiment(lab, name), lab.new_client()
    await lab.fresh_moment()
    seen = [await experiment.ask(client, FRESH_CONNECTION)]
    # One after the other, so that a limiter which two requests race through tells its limit all the same.
    step = _borne_at_once(lab)
    while not any(one.refused for one in seen) and len(seen) < TIMES_MOST * lab.expected_limit:
        seen += await experiment.burst(client, step, FRESH_CONNECTION)
    if any(one.refused for one in seen):
        seen += await experiment.burst(client, lab.expected_limit, FRESH_CONNECTION)
    return seen


def _borne_at_once(lab: Lab) -> int:
    try:
        return lab.bench.speed.at_once(lab.expected_limit)
    except NotObservable:  # too slow for its window: whether it straddled is seen by how long it took
        return AT_ONCE


async def held_at_once(lab: Lab) -> Property:
    """Tell whether no more pass than are left when more arrive together."""
    experiment, client = Experiment(lab, "at once"), lab.new_client()
    left = max(1, min(LEFT, experiment.limit // 2))
    await lab.fresh_moment()
    before = [await experiment.ask(client, FRESH_CONNECTION) for _ in range(experiment.limit - left)]
    asked = await asyncio.gather(*(experiment.ask(client, FRESH_CONNECTION) for _ in range(TIMES_LEFT * left)))
    last = await experiment.ask(client, FRESH_CONNECTION)
    passed, evidence = admitted(asked), (*ends_of(before), *ends_of(asked), last)
    if admitted(before) != len(before) or (last.admitted and passed >= left):
        why = f"{admitted(before)} of {len(before)} passed before, {passed} of {len(asked)} at once, and one after them"
        return untold(experiment.name, why, evidence)
    value = "the limit holds" if passed <= left else f"{passed} pass where {left} are left"
    why = f"{len(before)} one after the other, then {len(asked)} together: {passed} passed"
    measured = {"left": left, "passed": passed}
    span, proven = span_of([*before, *asked, last]), last.refused and len(asked) < experiment.limit
    return Property(experiment.name, value, "exact", why, evidence, measured, span, proven)


def as_held(limit: Property, at_once: Property) -> Property:
    """Say of the limit only what holds for requests at once as well."""
    if at_once.told == "no" or at_once.measured["passed"] <= at_once.measured["left"]:
        return limit
    value = f"{limit.value} one after the other, and more at once: {at_once.value}"
    return replace(limit, value=value, told="bounds" if limit.told == "exact" else limit.told)


def properties(lab: Lab, seen: list[Seen]) -> list[Property]:
    """Tell the limit, the difference to what is announced, and how many count."""
    return [_limit(seen), _off_by_one(lab, seen), _counters(lab, seen)]


def announced(seen: list[Seen]) -> int | None:
    """Give what the answers say the limit is."""
    said = [number_in(one.answer.header("X-RateLimit-Limit")) for one in seen]
    return next((number for number in said if number is not None), None)


def counters_seen(seen: list[Seen]) -> int | None:
    """Tell how many counters there are: each counts down for itself, so how often do most values come?"""
    values = Counter(one.remaining() for one in seen if one.admitted)
    values.pop(None, None)
    return mode(values.values()) if values else None


def _limit(seen: list[Seen]) -> Property:
    passed = admitted(seen)
    if passed == len(seen):
        return untold("limit", f"none of {passed} requests of one client was refused", ends_of(seen), admitted=passed)
    late = _passed_after_a_refusal(seen)
    value = f"{passed} requests" if not late else f"at least {passed - late}, and {late} more after a refusal"
    why = f"of {len(seen)} requests of one client {passed} passed, then all were refused"
    if late:
        why = f"of {len(seen)} requests of one client {passed} passed, {late} of them after one was refused"
    told = "bounds" if late else "exact"
    return Property("limit", value, told, why, ends_of(seen), {"admitted": passed, "late": late}, span_of(seen))


def _passed_after_a_refusal(seen: list[Seen]) -> int:
    """Count those that were surely later than a refusal, and passed."""
    refused_ms = min((one.answered_ms for one in seen if one.refused), default=float("inf"))
    numbers = [one.number for one in seen if one.refused]
    first = min(numbers, default=0)
    # Where the clock stands still the order of sending says it; ten are under way at once.
    return sum(one.admitted and one.number > first + 10 and one.sent_ms >= refused_ms for one in seen)


def _off_by_one(lab: Lab, seen: list[Seen]) -> Property:
    name, said, passed = "off by one", announced(seen), admitted(seen)
    expected, whose = (said, "announced") if said is not None else (lab.expected_limit, "expected")
    if passed == len(seen):
        return untold(name, "no limit was found", ends_of(seen))
    expected *= counters_seen(seen) or 1
    more = passed - expected
    value = "no" if more == 0 else f"{abs(more)} too {'many' if more > 0 else 'few'}"
    why = f"{passed} passed, {expected} are {whose}"
    return Property(name, value, "exact", why, ends_of(seen), {"more": more, whose: expected}, span_of(seen))


def _counters(lab: Lab, seen: list[Seen]) -> Property:
    name, counters, late = "processes", counters_seen(seen), _passed_after_a_refusal(seen)
    if admitted(seen) == len(seen):
        return untold(name, "no limit was found", ends_of(seen))
    if counters is None:
        times = admitted(seen) / (announced(seen) or lab.expected_limit)
        why = f"no Remaining to tell by; {times:.2f} times the expected limit passed, {late} of it after a refusal"
        told = "bounds" if late or round(times) != 1 else "exact"
        value = "1 counter" if told == "exact" else f"at least {max(1, int(times))} counters, or a refill"
        return Property(name, value, told, why, ends_of(seen), {"times": times}, span_of(seen))
    plural = "s" * (counters != 1)
    why = f"each value of X-RateLimit-Remaining came {counters} time{plural} over {len(seen)} connections"
    value = f"{counters} counter{plural}"
    return Property(name, value, "exact", why, ends_of(seen), {"counters": counters, "late": late}, span_of(seen))
