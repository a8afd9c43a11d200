"""See the vice."""

from reference import cors
from tests.faulty.fault import Fault

_matches = cors._matches


def matches_the_end(origin: str, entry: str) -> bool:
    """Take `evil-example.com` for a subdomain of `example.com`."""
    return _matches(origin, entry) or origin.endswith(entry.rpartition("://")[2])


FAULT = Fault(
    name="matches-origins-by-suffix",
    vice="An origin that ends with an allowed host's letters is let in.",
    killed_by=("GWY-118",),
    replacements={"reference.cors._matches": matches_the_end},
)
