"""The window in time: how long, counted from where, when exactly it ends, and what comes back at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.limiter.lab import AT_ONCE, Experiment
from simulator.limiter.seen import Property, admitted, ends_of, number_in, span_of, untold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.limiter.edge import Bounds, Window
    from simulator.limiter.edges import Edges
    from simulator.limiter.lab import Client, Lab
    from simulator.limiter.seen import Seen

SECOND_MS = 1000
# How far from an edge we stay in real time, and in moved time for the burst across it.
NEAR_PART = 0.02
NEAR_MS = 100


def properties(lab: Lab, edges: Edges) -> list[Property]:
    """Tell length, anchor and strictness from where the edges were found."""
    window, proof = edges.window(), edges.evidence
    if window is None:
        why = _why_unknown(edges)
        return [untold(name, why, proof) for name in ("window", "anchor", "reset")]
    return [_length(lab, window, proof), _anchor(window, edges), _reset(lab, window, proof)]


def _why_unknown(edges: Edges) -> str:
    ages = ", ".join(f"{age.low:.0f} to {age.high:.0f} ms" for age, _ in edges.groups) or "none"
    return f"no edge was found that holds for every client; let in again at the age of: {ages}"


def _length(lab: Lab, window: Window, proof: Sequence[Seen]) -> Property:
    length = window.length
    measured = {"above_ms": length.low, "at_most_ms": length.high}
    if lab.moved:
        nominal = _nominal(lab, window, proof)
        why = f"still refused {length.low:,.0f} ms after the {_from(window)}, let in again after {length.high:,.0f} ms"
        return Property("window", f"{nominal:,} ms", "exact", why, tuple(proof), measured | {"window_ms": nominal})
    value = f"{length.low:,.0f} to {length.high:,.0f} ms"
    why = f"refused {length.low:,.0f} ms at most after the {_from(window)}, let in again {length.high:,.0f} ms after it"
    return Property("window", value, "bounds", why, tuple(proof), measured)


def _from(window: Window) -> str:
    return "first request" if window.anchor == "first request" else "edge before"


def _nominal(lab: Lab, window: Window, proof: Sequence[Seen]) -> int:
    """Name the length: readmission at 60,001 ms is a window of 60,000 that is outlasted, where anything says 60,000."""
    low, high = int(window.length.low), int(window.length.high)
    if window.anchor == "clock":
        return high
    said = {(number_in(one.answer.header("X-RateLimit-Reset")) or 0) - round(proof[0].sent_ms) for one in proof}
    round_numbers = {lab.expected_ms, low - low % SECOND_MS, *said}
    return low if low in round_numbers and high not in said else high


def _anchor(window: Window, edges: Edges) -> Property:
    ages = [f"{age.low:,.0f} to {age.high:,.0f}" for age, _ in edges.groups]
    measured = {"ages_ms": [[age.low, age.high] for age, _ in edges.groups]}
    if window.anchor == "first request":
        why = f"clients that began at different times are let in again at one age ({'; '.join(ages)} ms)"
        return Property("anchor", "the first request", "exact", why, tuple(edges.evidence), measured)
    why = f"clients that began at different times are let in again at one moment, at the ages of {'; '.join(ages)} ms"
    return Property("anchor", "the clock", "exact", why, tuple(edges.evidence), measured)


def _reset(lab: Lab, window: Window, proof: Sequence[Seen]) -> Property:
    low, high = window.length.low, window.length.high
    if not lab.moved:
        value = f"let in within {high - low:,.0f} ms around the end"
        return Property("reset", value, "bounds", "to the millisecond only with controls", tuple(proof))
    nominal = _nominal(lab, window, proof)
    if window.anchor == "clock":
        value, why = "at the edge", f"refused at {low:,.0f} ms after the edge before, let in at {high:,.0f} ms"
    elif low == nominal:
        value, why = "strictly later than the end", f"refused at exactly {low:,.0f} ms, let in at {high:,.0f} ms"
    else:
        value, why = "at the end itself", f"refused at {low:,.0f} ms, let in at exactly {high:,.0f} ms"
    return Property("reset", value, "exact", why, tuple(proof[:3]), {"refused_ms": low, "admitted_ms": high})


# ---- what comes back -------------------------------------------------------------------------------------------------


async def refill(lab: Lab) -> Property:
    """Tell what comes back at the end of a window of which most was used in its middle: all, or what is old enough."""
    experiment, client = Experiment(lab, "refill"), lab.new_client()
    await lab.fresh_window()
    first = await experiment.ask(client)
    end = _window(lab).end_for(first)
    await lab.at((first.answered_ms + end.low) / 2)
    middle = await experiment.burst(client, experiment.limit - 1)
    await lab.at(_after(lab, end))
    after = await experiment.burst(client, experiment.limit + 2)
    evidence, back = (first, *ends_of(middle), *ends_of(after)), admitted(after)
    if admitted(middle) != len(middle) or span_of(middle)[1] > end.low:
        return untold("refill", "the limit was not used up before the window ended", evidence)
    why = f"one request, {len(middle)} more in mid-window; after its end {back} of {experiment.limit} passed"
    value = "all at the end" if back == experiment.limit else f"{back} of {experiment.limit}: it slides or refills"
    if lab.known.counters > 1 and 0 < back < experiment.limit and back * lab.known.counters % experiment.limit == 0:
        value = "all at the end, for each counter at its own"
    return Property("refill", value, "exact", why, evidence, {"back": back}, span_of(after))


async def burst(lab: Lab) -> Property:
    """Measure how many requests pass in how short a time across an edge."""
    experiment, client = Experiment(lab, "burst across an edge"), lab.new_client()
    await lab.fresh_window()
    first = await experiment.ask(client)
    end = _window(lab).end_for(first)
    near_ms = NEAR_MS if lab.moved else await _needed_for_a_burst(experiment, end)
    await lab.at(max(first.answered_ms, end.low - near_ms))
    before = await experiment.burst(client, experiment.limit - 1)
    await lab.at(_after(lab, end))
    after = await experiment.burst(client, experiment.limit)
    both = [*before, *after]
    begin_ms, end_ms = span_of(both)
    passed, evidence = admitted(both), (first, *ends_of(before), *ends_of(after))
    measured = {"passed": passed, "within_ms": end_ms - begin_ms}
    why = f"{admitted(before)} in the last moments of a window and {admitted(after)} in the first of the next"
    value = f"{passed} requests in {end_ms - begin_ms:,.0f} ms"
    return Property(experiment.name, value, "exact", why, evidence, measured)


async def _needed_for_a_burst(experiment: Experiment, end: Bounds) -> float:
    """Find out shortly before, with another client's request, how long a burst of ten at once takes here."""
    lab = experiment.lab
    await lab.at(end.low - 5 * _near(lab))
    other = await experiment.ask(lab.new_client())
    return _near(lab) + 2 * (other.answered_ms - other.sent_ms) * experiment.limit / AT_ONCE


async def refusals(lab: Lab) -> Property:
    """Tell whether refused requests lengthen the window or count in the next one."""
    experiment, client = Experiment(lab, "refused requests"), lab.new_client()
    await lab.fresh_window()
    used = await experiment.use_up(client)
    end = _window(lab).end_for(used[0])
    asked = await _keep_asking(experiment, client, used[0], end)
    # A window that slides ends for each request by itself: as much later as the last of them was.
    begin_ms, used_ms = span_of(used)
    await lab.at(_after(lab, end) + used_ms - begin_ms)
    after = await experiment.burst(client, experiment.limit + 2)
    evidence, back = (used[0], *ends_of(asked), *ends_of(after)), admitted(after)
    measured = {"refused": len(asked), "back": back}
    if admitted(asked) or span_of(asked)[1] > end.low:
        why = "a client with nothing left was let in, or answered too late to know that its window had not ended"
        return untold(experiment.name, why, evidence, **measured)
    if back and span_of(after)[1] > span_of(asked[-1:])[0] + _window(lab).length.low:
        why = "asked so late that a lengthened window would have ended, too"
        return untold(experiment.name, why, evidence, **measured)
    why = f"{len(asked)} requests were refused in the window; after its end {back} of {experiment.limit} passed"
    value = "neither count nor lengthen" if back == experiment.limit else "count in the next window"
    if back == 0:
        value = "lengthen the window"
    return Property(experiment.name, value, "exact", why, evidence, measured, span_of(after))


async def _keep_asking(experiment: Experiment, client: Client, first: Seen, end: Bounds) -> list[Seen]:
    asked: list[Seen] = []
    for part in (0.25, 0.5, 0.75):
        await experiment.lab.at(first.answered_ms + part * (end.low - first.answered_ms))
        asked += await experiment.burst(client, max(1, experiment.limit // 4))
    return asked


def _window(lab: Lab) -> Window:
    if lab.known.window is None:
        raise AssertionError("the window is found before what needs its end")
    return lab.known.window


def _near(lab: Lab) -> float:
    return NEAR_PART * lab.expected_ms


def _after(lab: Lab, end: Bounds) -> float:
    """Give a moment at which the window has surely ended; where time is moved, the first one."""
    return end.high if lab.moved else end.high + _near(lab)
