"""See the vice."""

from reference.gateway import Gateway, _iso
from tests.faulty.fault import Fault


def today(self: Gateway) -> str:
    return _iso(self._clock.now_ms())[:10]


FAULT = Fault(
    name="takes-the-day-for-the-month",
    vice="Without sm the month is today, not the first of the month.",
    killed_by=("GWY-604",),
    replacements={"reference.gateway.Gateway._month": today},
)
