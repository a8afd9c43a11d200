"""See the vice."""

from reference.gateway import Admission, _refuse_limit
from reference.wire import Answer
from tests.faulty.fault import Fault


def refuse_limit_too_hopefully(admission: Admission, now_ms: int) -> Answer:
    """Whole seconds, the last part of one thrown away: whoever obeys comes too early."""
    answer, seconds = _refuse_limit(admission, now_ms), (admission.quota.reset_ms - now_ms) // 1000
    return Answer(429, {**answer.headers, "Retry-After": str(seconds)}, {**answer.body, "retryAfter": seconds})


FAULT = Fault(
    name="rounds-the-retry-down",
    vice="`Retry-After` is rounded down: whoever obeys is refused once more.",
    killed_by=("GWY-323",),
    replacements={"reference.gateway._refuse_limit": refuse_limit_too_hopefully},
)
