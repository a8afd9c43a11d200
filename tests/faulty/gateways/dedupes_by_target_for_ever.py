"""See the vice."""

from typing import Any

from reference.postgres_store import PostgresStore
from reference.protocols import Row
from tests.faulty.fault import Fault

_upsert_call = PostgresStore.upsert_call
_clicked: set[tuple[Any, ...]] = set()


async def upsert_once_a_target(self: PostgresStore, row: Row) -> None:
    click = (row["site_id"], row["matched_session_id"], row["intent_target"])
    if click not in _clicked:
        _clicked.add(click)
        await _upsert_call(self, row)


FAULT = Fault(
    name="dedupes-by-target-for-ever",
    vice="A session's second click on a target is a duplicate, whenever it comes and whatever its stamp.",
    killed_by=("GWY-920", "GWY-924"),
    replacements={"reference.postgres_store.PostgresStore.upsert_call": upsert_once_a_target},
)
