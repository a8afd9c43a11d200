"""The fingerprint of our own gateway and of the gallery's, on its moved clock: exact, and the same every time.

OPSMANTIK_LIMITER_RUNS says how often (10; `make limiter-runs` says 200, and tries every fault of a limiter).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from simulator.limiter import fingerprint
from tests.faulty import find
from tests.simulator.limiter.bundled import bundled_bench

if TYPE_CHECKING:
    from simulator.limiter.fingerprint import Fingerprint

RUNS = int(os.environ.get("OPSMANTIK_LIMITER_RUNS", "10"))
LIMIT = 10
OURS = {
    "limit": "100 requests",
    "off by one": "no",
    "processes": "1 counter",
    "at once": "the limit holds",
    "window": "60,000 ms",
    "anchor": "the first request",
    "reset": "strictly later than the end",
    "refill": "all at the end",
    "burst across an edge": "199 requests in 101 ms",
    "refused requests": "neither count nor lengthen",
    "clients": "each has a limit",
    "key": "the first hop of X-Forwarded-For",
    "spaces in the key": "compared as text",
    "port in the key": "compared as text",
    "IPv6": "compared as text",
    "other headers": "not looked at",
    "nameless clients": "share one limit; a leading comma is another client",
    "spoofing": "another X-Forwarded-For evades it",
    "scope": "shared over each origin, site, user agent, query",
    "preflights": "do not count",
    "requests without an origin": "do not count",
    "requests of a denied origin": "do not count",
    "requests that store nothing": "count",
    "remaining": "counts down by one from 99 to 0",
    "Retry-After": "whole seconds, rounded up",
    "X-RateLimit-Reset": "epoch milliseconds, the same on each of a window, its last millisecond",
}
SMALL = OURS | {
    "limit": "10 requests",
    "burst across an edge": "19 requests in 101 ms",
    "remaining": "counts down by one from 9 to 0",
}
# What is different about a fault, and nothing else; bursts and counts that follow from it are left out.
FAULTS = {
    "aligns-the-window-to-the-clock": {"anchor": "the clock", "reset": "at the edge"},
    "lets-the-101st-in": {"limit": "101 requests", "off by one": "1 too many"},
    "refuses-the-hundredth": {"limit": "99 requests", "off by one": "1 too few"},
    "resets-a-millisecond-early": {"reset": "at the end itself"},
    "has-a-limiter-per-process": {
        "limit": "200 requests",
        "processes": "2 counters",
        "refill": "all at the end, for each counter at its own",
    },
    "takes-the-last-hop-for-the-client": {
        "key": "the last hop of X-Forwarded-For",
        "spaces in the key": "not looked at",
    },
    "counts-refused-requests": {"refused requests": "lengthen the window"},
    "counts-preflights": {"preflights": "count"},
    "has-a-limit-for-each-origin": {"scope": "a limit for each origin"},
    "limits-before-it-asks-for-the-origin": {
        "requests without an origin": "count",
        "requests of a denied origin": "count",
    },
    "gives-bad-requests-away": {"requests that store nothing": "do not count"},
    "does-not-limit-the-nameless": {"nameless clients": "not limited"},
    "slides-its-window": {"refill": "1 of 10: it slides or refills"},
    "rounds-the-retry-down": {"Retry-After": "whole seconds, rounded down"},
    "tells-the-limit-on-every-answer": {"remaining": "counts down by one from 9 to 0; also on a 400"},
    "limits-in-few-words": {"Retry-After": "missing", "X-RateLimit-Reset": "missing"},
}
FOLLOW = ("burst across an edge", "remaining", "X-RateLimit-Reset", "Retry-After")
SAMPLE = ("aligns-the-window-to-the-clock", "resets-a-millisecond-early")


def values(taken: Fingerprint) -> dict[str, str]:
    return {one.name: one.value for one in taken.properties}


def test_no_flake(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run, from another moment and with another seed, tells the same, exactly."""
    with bundled_bench(database, monkeypatch, limit=LIMIT) as (web, bench):
        for seed in range(RUNS):
            # The names of the nameless are the same in every run: each begins with an empty limiter.
            web.ask("POST", "/__controls/reset")
            taken = web.run(fingerprint.take(bench, seed))
            assert values(taken) == SMALL, f"run {seed}"
            assert {one.told for one in taken.properties} == {"exact"}, f"run {seed}"


def test_ours(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our gateway as it is: every property as the blueprint and facts 14 say."""
    with bundled_bench(database, monkeypatch) as (web, bench):
        taken = web.run(fingerprint.take(bench, 1))
    assert values(taken) == OURS
    assert taken.complete


@pytest.mark.parametrize("name", FAULTS if RUNS > 10 else SAMPLE)
def test_a_fault_has_another_fingerprint(name: str, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each differs in what is its vice and in nothing else; its limit is small where that is not it."""
    small = "limit" not in FAULTS[name]
    with bundled_bench(database, monkeypatch, limit=LIMIT if small else None, fault=find(name)) as (web, bench):
        seen = values(web.run(fingerprint.take(bench, 1)))
    expected = (SMALL if small else OURS) | FAULTS[name]
    compared = [one for one in OURS if one not in FOLLOW or one in FAULTS[name]]
    assert {one: seen[one] for one in compared} == {one: expected[one] for one in compared}


def test_one_limit_for_all_is_told(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs two clients is not told, and the fingerprint is not complete."""
    with bundled_bench(database, monkeypatch, limit=LIMIT, fault=find("has-one-limit-for-all")) as (web, bench):
        taken = web.run(fingerprint.take(bench, 1))
    assert (values(taken)["clients"], taken.complete) == ("one limit for all", False)


def test_a_limit_that_holds_only_one_by_one_is_not_exact(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limiter that counts what it has answered: its limit is told with what passes at once, and as a bound."""
    with bundled_bench(database, monkeypatch, limit=LIMIT, fault=find("counts-when-it-has-answered")) as (web, bench):
        taken = web.run(fingerprint.take(bench, 1))
    limit = next(one for one in taken.properties if one.name == "limit")
    assert (limit.told, values(taken)["at once"]) == ("bounds", "15 pass where 5 are left")
    assert limit.value == "10 requests one after the other, and more at once: 15 pass where 5 are left"


def test_the_clock_goes_on_afterwards(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes after us finds the time as it was."""
    with bundled_bench(database, monkeypatch, limit=LIMIT) as (web, bench):
        web.run(fingerprint.take(bench, 1))
        state = web.ask("GET", "/__controls/clock").json()
    assert (state["offset_ms"], state["frozen"]) == (0, False)
