"""See the vice."""

from reference.cors import OriginList, OriginVerdict, judge_origin
from tests.faulty.fault import Fault


def judge_null_kindly(origin: str | None, listed: OriginList) -> OriginVerdict:
    """Let the page from a file, and with it every sandbox, in."""
    return OriginVerdict(allowed=True) if origin == "null" else judge_origin(origin, listed)


FAULT = Fault(
    name="lets-null-in",
    vice="The origin `null` is let in, for pages opened from a file; sandboxed pages have it, too.",
    killed_by=("GWY-124",),
    replacements={"reference.gateway.judge_origin": judge_null_kindly},
)
