"""See the vice."""

from reference.protocols import Quota
from reference.rate_limit import LIMIT, FixedWindowLimiter
from tests.faulty.fault import Fault

_init, _admit = FixedWindowLimiter.__init__, FixedWindowLimiter.admit


def begin_with_one_more(self: FixedWindowLimiter) -> None:
    """`>` where `>=` should stand."""
    _init(self, LIMIT + 1)


def admit_one_more(self: FixedWindowLimiter, client: str, now_ms: int) -> Quota:
    """Say the right limit and the right rest."""
    quota = _admit(self, client, now_ms)
    return Quota(quota.allowed, LIMIT, max(quota.remaining - 1, 0), quota.reset_ms)


FAULT = Fault(
    name="lets-the-101st-in",
    vice="Off by one: a client is refused from its 102nd request.",
    killed_by=("GWY-302",),
    replacements={
        "reference.rate_limit.FixedWindowLimiter.__init__": begin_with_one_more,
        "reference.rate_limit.FixedWindowLimiter.admit": admit_one_more,
    },
)
