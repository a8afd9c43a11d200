"""See the vice."""

from typing import Any

from reference.payload import site_spellings
from tests.faulty.fault import Fault


def spellings_of_anything(site: Any) -> list[str] | None:
    """Let the database say what no site is called."""
    return site_spellings(site) or ([site] if isinstance(site, str) else None)


FAULT = Fault(
    name="looks-rubbish-up",
    vice="The form of `s` is not judged: rubbish is a site that is not found.",
    killed_by=("GWY-416",),
    replacements={"reference.payload.site_spellings": spellings_of_anything},
)
