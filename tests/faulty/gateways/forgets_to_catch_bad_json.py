"""See the vice."""

from typing import Any

from reference.json_text import NotJson, parse
from tests.faulty.fault import Fault


def parse_uncaught(body: bytes) -> Any:
    """Throw what nobody below waits for."""
    try:
        return parse(body)
    except NotJson as error:
        raise ValueError(f"Unexpected end of JSON input: {error}") from error


FAULT = Fault(
    name="forgets-to-catch-bad-json",
    vice="What is no JSON, or nothing at all, ends in the outermost catch: 500.",
    killed_by=("GWY-401", "GWY-402"),
    replacements={"reference.gateway.parse": parse_uncaught},
)
