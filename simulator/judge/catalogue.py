"""The target's live catalogue against the blueprint, read once a run: `schema` compares, checks pick their subject."""

from __future__ import annotations

import asyncio

from schema.catalogue import Difference, differences
from schema.connection import connect


class Catalogue:
    """The differences of one database, remembered."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._reading: asyncio.Task[list[Difference]] | None = None

    async def differences(self) -> list[Difference]:
        """Compare once; whoever asks later gets the same answer (or the same error)."""
        if self._reading is None:
            self._reading = asyncio.create_task(asyncio.to_thread(_compare, self._dsn))
        # A check that runs out of time must not take the comparison away from the others.
        return await asyncio.shield(self._reading)


def _compare(dsn: str) -> list[Difference]:
    with connect(dsn) as connection:
        return differences(connection)
