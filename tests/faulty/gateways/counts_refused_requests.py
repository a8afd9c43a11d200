"""See the vice."""

from reference.protocols import Quota
from reference.rate_limit import FixedWindowLimiter
from tests.faulty.fault import Fault

_admit = FixedWindowLimiter.admit


def admit_who_keeps_quiet(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """Every refusal begins the window anew."""
    quota = _admit(self, client, now_ms)
    if not quota.allowed:
        self._windows[client] = (now_ms + self._window_ms, self._limit)
    return quota


FAULT = Fault(
    name="counts-refused-requests",
    vice="Refused requests count as well: a client that keeps asking never gets in again.",
    killed_by=("GWY-306",),
    replacements={"reference.rate_limit.FixedWindowLimiter.admit": admit_who_keeps_quiet},
)
