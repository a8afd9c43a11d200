"""See the vice."""

from dataclasses import replace

from reference.gateway import Admission, _refuse_limit
from reference.wire import Answer
from tests.faulty.fault import Fault

OWN = ("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Vary", "X-OpsMantik-Version")


def refuse_without_cors(admission: Admission, now_ms: int) -> Answer:
    """Answer from a middleware that has not heard of the origin."""
    answer = _refuse_limit(admission, now_ms)
    return replace(answer, headers={name: value for name, value in answer.headers.items() if name in OWN})


FAULT = Fault(
    name="forgets-the-headers-of-a-limited-request",
    vice="A 429 carries no CORS headers: the page sees a network error and does not know that it must wait.",
    killed_by=("GWY-109", "GWY-114"),
    replacements={"reference.gateway._refuse_limit": refuse_without_cors},
)
