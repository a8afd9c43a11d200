"""See the vice."""

from reference import cors
from tests.faulty.fault import Fault

_matches = cors._matches


def matches_developers(origin: str, entry: str) -> bool:
    """Let developers in without a list, by what their addresses look like."""
    return _matches(origin, entry) or origin.startswith(("http://localhost", "https://localhost"))


FAULT = Fault(
    name="knows-developers-by-their-names",
    vice="An origin that begins like a developer's machine is let in: so is localhost.evil.test.",
    killed_by=("GWY-102",),
    replacements={"reference.cors._matches": matches_developers},
)
