"""See the vice."""

from reference.gateway import Admission, _refuse_limit
from reference.wire import Answer
from tests.faulty.fault import Fault


def refuse_limit_in_wrong_units(admission: Admission, now_ms: int) -> Answer:
    """The end in seconds, what is left in milliseconds."""
    answer, reset_ms = _refuse_limit(admission, now_ms), admission.quota.reset_ms
    headers = {"X-RateLimit-Reset": str(reset_ms // 1000), "Retry-After": str(reset_ms - now_ms)}
    return Answer(429, {**answer.headers, **headers}, {**answer.body, "retryAfter": reset_ms - now_ms})


FAULT = Fault(
    name="mixes-up-seconds-and-milliseconds",
    vice="A 429 says the window's end in seconds and what is left of it in milliseconds.",
    killed_by=("GWY-319", "GWY-320"),
    replacements={"reference.gateway._refuse_limit": refuse_limit_in_wrong_units},
)
