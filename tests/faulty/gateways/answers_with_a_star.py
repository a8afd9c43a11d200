"""See the vice."""

from reference.cors import OriginVerdict
from tests.faulty.fault import Fault


def allow_anybody_to_read(_origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    """A star, beside which no browser takes credentials."""
    return {"Access-Control-Allow-Origin": "*"} if verdict.allowed else {}


FAULT = Fault(
    name="answers-with-a-star",
    vice="`*` and no credentials, where a beacon with credentials needs its own origin.",
    killed_by=("GWY-109", "GWY-110", "GWY-203"),
    replacements={"reference.cors._echo": allow_anybody_to_read},
)
