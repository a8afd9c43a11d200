"""See the vice."""

from reference import gateway
from reference.wire import Answer
from tests.faulty.fault import Fault

_refusal = gateway._refusal


def refuse_bare(status: int, headers: dict[str, str], score: int | None, message: str) -> Answer:
    """Answer before the headers are put together."""
    return _refusal(status, {} if message == "Site validation failed" else headers, score, message)


FAULT = Fault(
    name="hides-a-fault-of-the-site-from-browsers",
    vice="`Site validation failed` carries none of the headers that every answer carries.",
    killed_by=("GWY-109", "GWY-111", "GWY-112", "GWY-114"),
    replacements={"reference.gateway._refusal": refuse_bare},
)
