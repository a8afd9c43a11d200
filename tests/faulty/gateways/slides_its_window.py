"""See the vice."""

from reference.protocols import Quota
from reference.rate_limit import FixedWindowLimiter
from tests.faulty.fault import Fault


def admit_by_the_log(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """Remember the time of every request: each is forgotten a minute after itself."""
    times = [at_ms for at_ms in self._windows.get(client, ()) if now_ms <= at_ms + self._window_ms]
    allowed = len(times) < self._limit
    self._windows[client] = times = [*times, now_ms] if allowed else times
    return Quota(allowed, self._limit, self._limit - len(times), times[0] + self._window_ms)


FAULT = Fault(
    name="slides-its-window",
    vice="A sliding window: at the end of the first request's minute one request comes back, not a hundred.",
    killed_by=("GWY-304",),
    replacements={"reference.rate_limit.FixedWindowLimiter.admit": admit_by_the_log},
)
