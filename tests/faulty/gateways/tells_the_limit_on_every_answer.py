"""See the vice."""

from reference.gateway import Admission
from tests.faulty.fault import Fault

_headers = Admission.headers.fget


def headers_with_the_limit(admission: Admission) -> dict[str, str]:
    """The limiter's headers, set once for all that follows."""
    quota = admission.quota
    limit = {"X-RateLimit-Limit": str(quota.limit), "X-RateLimit-Remaining": str(quota.remaining)}
    return _headers(admission) | limit


FAULT = Fault(
    name="tells-the-limit-on-every-answer",
    vice="Skipped, malformed and failed requests carry the headers of the limit.",
    killed_by=("GWY-317",),
    replacements={"reference.gateway.Admission.headers": property(headers_with_the_limit)},
)
