"""See the vice."""

from reference.cors import OriginVerdict
from tests.faulty.fault import Fault


def echo_anybody(origin: str | None, _verdict: OriginVerdict) -> dict[str, str]:
    """Echo whoever asks."""
    if not origin:
        return {}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}


FAULT = Fault(
    name="echoes-a-denied-origin",
    vice="The origin is echoed whether it is allowed or not.",
    killed_by=("GWY-108", "GWY-208"),
    replacements={"reference.cors._echo": echo_anybody},
)
