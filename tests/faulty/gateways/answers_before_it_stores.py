"""See the vice."""

import asyncio
from contextlib import suppress

from reference.postgres_store import PostgresStore
from reference.protocols import Row
from tests.faulty.fault import Fault

_DELAY_S = 0.4
_insert_event = PostgresStore.insert_event
_under_way: set[asyncio.Task[None]] = set()


async def insert_later(self: PostgresStore, row: Row) -> None:
    """Keep the event in memory and let the answer go out."""
    task = asyncio.get_running_loop().create_task(_after_a_while(self, row))
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)


async def _after_a_while(store: PostgresStore, row: Row) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), _DELAY_S)
    await _insert_event(store, row)


FAULT = Fault(
    name="answers-before-it-stores",
    vice="Events are written behind the answer: those in memory are lost with the process.",
    killed_by=("GWY-801",),
    replacements={"reference.postgres_store.PostgresStore.insert_event": insert_later},
)
