"""See the vice."""

from collections.abc import Sequence

from reference.postgres_store import PostgresStore
from reference.protocols import StoreError
from tests.faulty.fault import Fault

_find_sites = PostgresStore.find_sites


async def find_sites_or_none(self: PostgresStore, public_ids: Sequence[str]) -> list[str]:
    """Take an error for an empty result."""
    try:
        return await _find_sites(self, public_ids)
    except StoreError:
        return []


FAULT = Fault(
    name="finds-no-site-where-it-cannot-look",
    vice="While the database is away every site is unknown: the tracker throws its beacons away.",
    killed_by=("GWY-506", "GWY-507"),
    replacements={"reference.postgres_store.PostgresStore.find_sites": find_sites_or_none},
)
