"""The limiter against its definition, under any sequence of times and clients; that it forgets cannot be seen.

The definition, written down as facts 14 have it: a window of a client begins with its first counted request; it ends
when now is strictly later than its deadline; what passes is counted, what is refused is not.
"""

import random
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from reference.protocols import Quota
from reference.rate_limit import FixedWindowLimiter
from tests.fixtures.hypothesis_profiles import times
from tests.properties.hard_cases import HardCases

LIMIT, WINDOW_MS = 3, 10
CLIENTS = ("a", "a ", "", "unknown", "__proto__", "10.0.0.1")


class Definition:
    """Forgets nothing: all counted requests of each client, a list a window."""

    def __init__(self, limit: int, window_ms: int) -> None:
        self._limit = limit
        self._window_ms = window_ms
        self._windows: dict[str, list[list[int]]] = {}

    def admit(self, client: str, now_ms: int) -> Quota:
        """Judge one request."""
        windows = self._windows.setdefault(client, [])
        if not windows or now_ms > windows[-1][0] + self._window_ms:
            windows.append([])
        window = windows[-1]
        allowed = len(window) < self._limit
        if allowed:
            window.append(now_ms)
        return Quota(allowed, self._limit, self._limit - len(window), window[0] + self._window_ms)


@dataclass(frozen=True)
class Ask:
    """A client asks, this much later than the one before; negative: the clock was set back."""

    client: str
    later_ms: int


def asks() -> st.SearchStrategy[list[Ask]]:
    """Any sequence; steps meet the deadline, go one past it, and go back."""
    steps = st.sampled_from((0, 0, 0, 1, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 1, 5 * WINDOW_MS, -1, -2, -WINDOW_MS))
    few = st.sampled_from(CLIENTS[:2])
    return st.lists(st.builds(Ask, few | st.sampled_from(CLIENTS), steps), max_size=60)


def test_against_the_definition() -> None:
    """Every answer is the definition's: allowed, remaining and reset."""
    hard = HardCases()

    @times(5)
    @given(asked=asks())
    def property_holds(asked: list[Ask]) -> None:
        limiter, definition = FixedWindowLimiter(LIMIT, WINDOW_MS), Definition(LIMIT, WINDOW_MS)
        now_ms = latest_ms = 1_000_000
        for ask in asked:
            # Back by at most a window in all: no limiter that forgets anything can promise more.
            now_ms = max(now_ms + ask.later_ms, latest_ms - WINDOW_MS)
            latest_ms = max(latest_ms, now_ms)
            expected = definition.admit(ask.client, now_ms)
            assert expected == limiter.admit(ask.client, now_ms)
            hard.met("refused", not expected.allowed)
            hard.met("on the deadline", now_ms == expected.reset_ms)
            hard.met("set back", now_ms < latest_ms)

    property_holds()
    hard.require({"refused": 50, "on the deadline": 8, "set back": 500})


@given(start_ms=st.integers(0, 2**45), seed=st.integers(0, 2**32))
def test_a_hundred_a_minute(start_ms: int, seed: int) -> None:
    """The blueprint's numbers: 100 pass, the 101st does not, at the deadline it does not either, 1 ms later it does."""
    limiter = FixedWindowLimiter()
    within = [start_ms, *(start_ms + random.Random(seed).randrange(60_001) for _ in range(99))]
    assert [True] * 100 == [limiter.admit("a", at_ms).allowed for at_ms in within]
    full = Quota(allowed=False, limit=100, remaining=0, reset_ms=start_ms + 60_000)
    assert full == limiter.admit("a", start_ms + 60_000)
    assert limiter.admit("a", start_ms + 60_001).allowed


@given(clients=st.lists(st.sampled_from(CLIENTS), min_size=1, max_size=20))
def test_windows_that_have_ended_are_forgotten(clients: list[str]) -> None:
    """Memory follows the clients of a few windows, not those of all time."""
    limiter = FixedWindowLimiter(LIMIT, WINDOW_MS)
    for client in clients:
        limiter.admit(client, 0)
    for turn in range(1, 6):
        limiter.admit("the one that stays", turn * (WINDOW_MS + 1))
    assert set(limiter._windows) <= {"the one that stays"}
