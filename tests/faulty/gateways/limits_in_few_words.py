"""See the vice."""

from reference.gateway import Admission
from reference.wire import Answer, sync_body
from tests.faulty.fault import Fault


def refuse_limit_in_few_words(admission: Admission, _now_ms: int) -> Answer:
    """The status says it all."""
    return Answer(429, admission.headers, sync_body(ok=False, score=None, error="Rate limit exceeded"))


FAULT = Fault(
    name="limits-in-few-words",
    vice="A 429 says neither the limit nor when to come again.",
    killed_by=("GWY-318", "GWY-321"),
    replacements={"reference.gateway._refuse_limit": refuse_limit_in_few_words},
)
