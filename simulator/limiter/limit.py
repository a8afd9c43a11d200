"""How many requests pass: the limit, whether that is what is announced, and by how many counters it is kept.

Every request here comes over a connection of its own, so that each may meet another process.
"""

from __future__ import annotations

from collections import Counter
from statistics import mode
from typing import TYPE_CHECKING

from simulator.limiter.lab import Experiment, Request
from simulator.limiter.seen import Property, admitted, ends_of, number_in, span_of, untold

if TYPE_CHECKING:
    from simulator.limiter.lab import Lab
    from simulator.limiter.seen import Seen

# Who has sent so many times the expected limit and was never refused is not limited, as far as we go.
TIMES_MOST = 5
FRESH_CONNECTION = Request(headers=(("Connection", "close"),))


async def filled(lab: Lab, name: str = "limit") -> list[Seen]:
    """Send requests of one client until one is refused, and as many again as are expected; not straddling by itself."""
    experiment, client = Experiment(lab, name), lab.new_client()
    await lab.fresh_moment()
    seen = [await experiment.ask(client, FRESH_CONNECTION)]
    while not any(one.refused for one in seen) and len(seen) < TIMES_MOST * lab.expected_limit:
        seen += await experiment.burst(client, 10, FRESH_CONNECTION)
    if any(one.refused for one in seen):
        seen += await experiment.burst(client, lab.expected_limit, FRESH_CONNECTION)
    return seen


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
