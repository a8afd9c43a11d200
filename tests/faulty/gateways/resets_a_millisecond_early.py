"""See the vice."""

from reference.protocols import Quota
from reference.rate_limit import FixedWindowLimiter
from tests.faulty.fault import Fault

_admit = FixedWindowLimiter.admit


def admit_at_the_deadline(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """Take the window's last millisecond for the next window's first."""
    reset_ms, _ = self._windows.get(client, (None, 0))
    if now_ms == reset_ms:
        del self._windows[client]
    return _admit(self, client, now_ms)


FAULT = Fault(
    name="resets-a-millisecond-early",
    vice="A limiter that resets at its deadline instead of after it.",
    killed_by=("GWY-305",),
    replacements={"reference.rate_limit.FixedWindowLimiter.admit": admit_at_the_deadline},
)
