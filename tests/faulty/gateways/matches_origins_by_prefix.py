"""See the vice."""

from reference import cors
from tests.faulty.fault import Fault

_matches = cors._matches


def matches_the_beginning(origin: str, entry: str) -> bool:
    """Take `https://example.com.evil.test` and `https://example.com@evil.test` for `https://example.com`."""
    return _matches(origin, entry) or origin.startswith(entry)


FAULT = Fault(
    name="matches-origins-by-prefix",
    vice="An origin that begins with an entry is let in.",
    killed_by=("GWY-118", "GWY-123"),
    replacements={"reference.cors._matches": matches_the_beginning},
)
