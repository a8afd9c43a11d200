"""See the vice."""

from reference.cors import OriginList, OriginVerdict, judge_origin
from tests.faulty.fault import Fault


def judge_presence(origin: str | None, listed: OriginList) -> OriginVerdict:
    """Any origin will do."""
    return OriginVerdict(allowed=True) if origin else judge_origin(origin, listed)


FAULT = Fault(
    name="lets-any-origin-in",
    vice="The list of origins is never looked at: it is enough to send one.",
    killed_by=("GWY-102",),
    replacements={"reference.gateway.judge_origin": judge_presence},
)
