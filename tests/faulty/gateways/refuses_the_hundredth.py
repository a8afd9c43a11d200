"""See the vice."""

from dataclasses import replace

from reference.protocols import Quota
from reference.rate_limit import FixedWindowLimiter
from tests.faulty.fault import Fault

_admit = FixedWindowLimiter.admit


def admit_while_some_are_left(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """Count first, then ask whether anything is left: one is lost."""
    quota = _admit(self, client, now_ms)
    return replace(quota, allowed=quota.remaining > 0)


FAULT = Fault(
    name="refuses-the-hundredth",
    vice="The limit is compared after counting: 99 requests pass.",
    killed_by=("GWY-301",),
    replacements={"reference.rate_limit.FixedWindowLimiter.admit": admit_while_some_are_left},
)
