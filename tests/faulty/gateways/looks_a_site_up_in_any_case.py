"""See the vice."""

from typing import Any

from reference.payload import site_spellings
from tests.faulty.fault import Fault


def spellings_in_lower_case(site: Any) -> list[str] | None:
    """A UUID is one in either case."""
    return site_spellings(site.lower() if isinstance(site, str) else site)


FAULT = Fault(
    name="looks-a-site-up-in-any-case",
    vice="An `s` in capitals finds the site that is stored in small letters.",
    killed_by=("GWY-504",),
    replacements={"reference.payload.site_spellings": spellings_in_lower_case},
)
