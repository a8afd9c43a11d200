"""See the vice."""

from reference import cors
from reference.cors import ANY
from tests.faulty.fault import Fault

_matches = cors._matches


def matches_urls(origin: str, entry: str) -> bool:
    """Only a URL is compared with an entry; the bare host itself is the one exception."""
    return _matches(origin, entry) and ("://" in origin or entry in (ANY, origin))


FAULT = Fault(
    name="wants-a-scheme-of-an-origin",
    vice="An origin without a scheme is let in only if it is an entry to the letter.",
    killed_by=("GWY-131",),
    replacements={"reference.cors._matches": matches_urls},
)
