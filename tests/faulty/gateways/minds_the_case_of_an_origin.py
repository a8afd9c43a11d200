"""See the vice."""

from reference import cors
from reference.cors import OriginList, OriginVerdict
from tests.faulty.fault import Fault

_judge_origin = cors.judge_origin


def judge_as_written(origin: str | None, listed: OriginList) -> OriginVerdict:
    """Tidy the entries, and expect that browsers tidy origins."""
    if origin and (origin != origin.lower() or origin.endswith("/")) and _judge_origin(origin, listed).allowed:
        return OriginVerdict(allowed=False, reason=f"origin_mismatch: received={origin.lower()}, allowed_count=1")
    return _judge_origin(origin, listed)


FAULT = Fault(
    name="minds-the-case-of-an-origin",
    vice="An allowed origin in capitals, or with a slash at its end, is refused.",
    killed_by=("GWY-132",),
    replacements={"reference.gateway.judge_origin": judge_as_written},
)
