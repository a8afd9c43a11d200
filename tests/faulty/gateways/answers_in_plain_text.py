"""See the vice."""

from reference.cors import OriginVerdict, answer_headers
from tests.faulty.fault import Fault


def headers_of_plain_text(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    """As the beacon came, so goes the answer."""
    return {**answer_headers(origin, verdict), "Content-Type": "text/plain; charset=utf-8"}


FAULT = Fault(
    name="answers-in-plain-text",
    vice="JSON is sent as text/plain.",
    killed_by=("GWY-962",),
    replacements={"reference.gateway.answer_headers": headers_of_plain_text},
)
