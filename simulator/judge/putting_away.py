"""The end of a run in somebody's database: everything of ours is removed, and what cannot be is listed.

It decides what is told of it. *Left behind* is said only where something is, or where nobody could look.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psycopg
import psycopg_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Sequence
    from pathlib import Path

    from simulator.judge.addresses import Addresses
    from simulator.judge.removal import Left
    from simulator.judge.site import Site, Sites
    from simulator.judge.wire import Wire

NO_DSN = "without --database they cannot be removed"
SCRIPT = "left-behind.sql"


async def put_away(
    sites: Sites, inventions: Collection[str], addresses: Addresses, directory: Path, tell: Callable[..., None]
) -> None:
    """Remove what this run stored, and tell that, or what stayed and how it is removed."""
    public_ids = sites.public_ids()

    async def remove() -> list[Left]:
        left = []
        if sites.found:
            _, left = await sites.remove_visits(sites.found, inventions, addresses.given())
        return left + await sites.remove(inventions)

    try:
        left = await _to_the_end(remove())
    except (psycopg.Error, psycopg_pool.PoolTimeout) as error:
        what = f"perhaps what this run stored in site {', '.join(public_ids)}"
        why = f"the database could not be asked: {' '.join(str(error).split())}"
        tell("left_behind", what=what, why=why, how="the next run with the same --runs and --database removes it")
        return
    if left:
        tell("left_behind", **_told(left, directory))
    else:
        tell("put_away", public_ids=public_ids)


def say_what_stays(wire: Wire, site: Site, why: str, tell: Callable[..., None]) -> None:
    """Tell what a gateway stored for us where its rows are out of reach; nothing, if it stored nothing."""
    if wire.perhaps_stored:
        what = f"the visits of this run in site {site.public_id} ({wire.perhaps_stored} answers that may have stored)"
        tell("left_behind", what=what, why=why, how="")


def _told(left: Sequence[Left], directory: Path) -> dict[str, str]:
    script = directory / SCRIPT
    script.write_text("\n".join(one for each in left for one in each.statements) + "\n", "utf-8")
    return {
        "what": ", ".join(f"{one.count} of {one.table}" for one in left),
        "why": "; ".join(dict.fromkeys(f"{one.table}: {one.why}" for one in left)),
        "how": f"psql DSN -f {script}, as a role that may delete there",
    }


async def _to_the_end(work: Coroutine[Any, Any, list[Left]]) -> list[Left]:
    """Do this, also if Ctrl-C comes meanwhile: half put away is left behind."""
    task = asyncio.ensure_future(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)
    return task.result()
