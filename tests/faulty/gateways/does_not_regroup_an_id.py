"""See the vice."""

from typing import Any

from reference.payload import site_spellings
from tests.faulty.fault import Fault


def spelling_as_given(site: Any) -> list[str] | None:
    """Look up what was sent, and nothing else."""
    return [site] if site_spellings(site) else None


FAULT = Fault(
    name="does-not-regroup-an-id",
    vice="An `s` without hyphens is looked up as it is: nobody's.",
    killed_by=("GWY-418", "GWY-503"),
    replacements={"reference.payload.site_spellings": spelling_as_given},
)
