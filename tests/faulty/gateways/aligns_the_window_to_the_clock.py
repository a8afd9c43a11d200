"""See the vice."""

from dataclasses import replace

from reference.protocols import Quota
from reference.rate_limit import FixedWindowLimiter
from tests.faulty.fault import Fault

_admit = FixedWindowLimiter.admit


def admit_by_the_minute(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """A counter for each minute of the clock."""
    minute, into_it_ms = divmod(now_ms, self._window_ms)
    quota = _admit(self, f"{client} in minute {minute}", now_ms)
    return replace(quota, reset_ms=now_ms - into_it_ms + self._window_ms)


FAULT = Fault(
    name="aligns-the-window-to-the-clock",
    vice="Windows begin with the clock's minutes: 200 requests pass around the turn of one.",
    killed_by=("GWY-304",),
    replacements={"reference.rate_limit.FixedWindowLimiter.admit": admit_by_the_minute},
)
