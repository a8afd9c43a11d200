"""See the vice."""

from collections import Counter

from reference.protocols import Quota
from reference.rate_limit import FixedWindowLimiter
from tests.faulty.fault import Fault

_WORKERS = 2
_admit = FixedWindowLimiter.admit
_turns: Counter[str] = Counter()


def admit_by_one_worker(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """Two workers take a client's requests in turn, and neither knows what the other counted."""
    _turns[client] += 1
    return _admit(self, f"{client} at worker {_turns[client] % _WORKERS}", now_ms)


FAULT = Fault(
    name="has-a-limiter-per-process",
    vice="Each of two workers counts for itself: twice the limit passes.",
    killed_by=("GWY-302", "GWY-316"),
    replacements={"reference.rate_limit.FixedWindowLimiter.admit": admit_by_one_worker},
)
