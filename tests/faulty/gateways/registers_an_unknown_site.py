"""See the vice."""

from collections.abc import Sequence

from reference.postgres_store import PostgresStore
from tests.faulty.fault import Fault

_find_sites = PostgresStore.find_sites
_INSERT_SITE = "INSERT INTO sites (public_id) VALUES (%s) RETURNING id::text"


async def find_or_insert_site(self: PostgresStore, public_ids: Sequence[str]) -> list[str]:
    """Whoever sends the first beacon has a site."""
    found = await _find_sites(self, public_ids)
    return found or [site_id for (site_id,) in await self._fetch(_INSERT_SITE, public_ids[0])]


FAULT = Fault(
    name="registers-an-unknown-site",
    vice="A site that nobody has is made on the way and takes the event.",
    killed_by=("GWY-501", "GWY-508"),
    replacements={"reference.postgres_store.PostgresStore.find_sites": find_or_insert_site},
)
