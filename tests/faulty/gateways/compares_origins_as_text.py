"""See the vice."""

from reference.cors import ANY
from tests.faulty.fault import Fault


def matches_to_the_letter(origin: str, entry: str) -> bool:
    """The entry, or nothing: no subdomain, no other scheme or port, no bare host."""
    return entry in (ANY, origin)


FAULT = Fault(
    name="compares-origins-as-text",
    vice="An origin is let in only if it is an entry to the letter.",
    killed_by=("GWY-117", "GWY-119", "GWY-121"),
    replacements={"reference.cors._matches": matches_to_the_letter},
)
