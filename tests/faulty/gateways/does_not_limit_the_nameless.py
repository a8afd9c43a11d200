"""See the vice."""

from reference.protocols import Quota
from reference.rate_limit import SHARED_CLIENT, FixedWindowLimiter
from tests.faulty.fault import Fault

_admit = FixedWindowLimiter.admit


def admit_the_nameless(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """Whom one cannot tell apart one cannot count."""
    if client == SHARED_CLIENT:
        return Quota(allowed=True, limit=self._limit, remaining=self._limit - 1, reset_ms=now_ms + self._window_ms)
    return _admit(self, client, now_ms)


FAULT = Fault(
    name="does-not-limit-the-nameless",
    vice="Clients without X-Forwarded-For are not limited at all.",
    killed_by=("GWY-313",),
    replacements={"reference.rate_limit.FixedWindowLimiter.admit": admit_the_nameless},
)
