"""See the vice."""

from reference.cors import ANY
from tests.faulty.fault import Fault


def matches_href(origin: str, entry: str) -> bool:
    """An entry became a URL's `href`, which ends with a slash; an origin never does."""
    return entry == ANY or origin == f"{entry}/"


FAULT = Fault(
    name="wants-the-slash-of-a-url",
    vice="Origins are compared with the entries' hrefs, slash and all: nobody is let in.",
    killed_by=("GWY-103",),
    replacements={"reference.cors._matches": matches_href},
)
