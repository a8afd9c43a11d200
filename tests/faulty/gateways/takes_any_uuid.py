"""See the vice."""

from typing import Any
from uuid import UUID

from tests.faulty.fault import Fault


def spellings_of_a_uuid(site: Any) -> list[str] | None:
    """Whatever `uuid.UUID` reads: any version, braces, a prefix."""
    try:
        read = UUID(site)
    except (AttributeError, TypeError, ValueError):
        return None
    return [site, str(read), read.hex]


FAULT = Fault(
    name="takes-any-uuid",
    vice="A UUID of any version and in any wrapping is a site's id.",
    killed_by=("GWY-417", "GWY-420"),
    replacements={"reference.payload.site_spellings": spellings_of_a_uuid},
)
