"""See the vice."""

from reference.protocols import Quota
from reference.rate_limit import FixedWindowLimiter
from tests.faulty.fault import Fault


def admit_by_tokens(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """A hundred tokens that come back one by one over the minute."""
    since_ms, left = self._windows.get(client, (now_ms, self._limit))
    tokens = min(self._limit, left + (now_ms - since_ms) * self._limit / self._window_ms)
    allowed = tokens >= 1
    self._windows[client] = (now_ms, tokens - allowed)
    return Quota(allowed, self._limit, int(tokens - allowed), now_ms + self._window_ms)


FAULT = Fault(
    name="refills-by-the-second",
    vice="A token bucket: a limited client passes again within the window.",
    killed_by=("GWY-303",),
    replacements={"reference.rate_limit.FixedWindowLimiter.admit": admit_by_tokens},
)
