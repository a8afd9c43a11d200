"""See the vice."""

from reference.cors import OriginList, OriginVerdict, judge_origin
from tests.faulty.fault import Fault


def judge_only_what_is_sent(origin: str | None, listed: OriginList) -> OriginVerdict:
    """Whoever sends no origin is no browser, and needs no permission."""
    return judge_origin(origin, listed) if origin else OriginVerdict(allowed=True)


FAULT = Fault(
    name="lets-a-missing-origin-in",
    vice="A request without an Origin header is taken for one that needs no permission.",
    killed_by=("GWY-101", "GWY-125"),
    replacements={"reference.gateway.judge_origin": judge_only_what_is_sent},
)
