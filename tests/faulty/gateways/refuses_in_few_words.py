"""See the vice."""

from reference.cors import OriginList, OriginVerdict, answer_headers
from reference.wire import Answer, Head, sync_body
from tests.faulty.fault import Fault


def refuse_in_few_words(head: Head, verdict: OriginVerdict, _listed: OriginList) -> Answer:
    """What was received and why it was refused is nobody's business."""
    body = sync_body(ok=False, score=None, error="Origin not allowed")
    return Answer(403, answer_headers(head.get("origin"), verdict), body)


FAULT = Fault(
    name="refuses-in-few-words",
    vice="A refused origin is not told what was received, why it was refused and how the list is.",
    killed_by=("GWY-105", "GWY-106", "GWY-107", "GWY-129"),
    replacements={"reference.gateway._refuse_origin": refuse_in_few_words},
)
