"""See the vice."""

from reference.cors import OriginList, OriginVerdict, judge_origin
from tests.faulty.fault import Fault


def judge_and_name_as_sent(origin: str | None, listed: OriginList) -> OriginVerdict:
    """The reason names the origin in lower case, and otherwise as it came."""
    verdict = judge_origin(origin, listed)
    if not origin or verdict.allowed:
        return verdict
    reason = f"origin_mismatch: received={origin.lower()}, allowed_count={len(listed.entries)}"
    return OriginVerdict(allowed=False, reason=reason)


FAULT = Fault(
    name="names-a-refused-origin-with-its-slash",
    vice="The reason of a refusal names another origin than was compared: with its trailing slashes.",
    killed_by=("GWY-107",),
    replacements={"reference.gateway.judge_origin": judge_and_name_as_sent},
)
