"""A theatre of our own, from nothing: Postgres, gateway, browser. For `browse` and for the pytest session.

It decides nothing of scenarios; `verify` opens a theatre on the target it judges instead.
"""

from __future__ import annotations

import os
import time
import uuid
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from browser_tests.theatre import Theatre, open_theatre
from schema import databases
from schema.postgres import provide
from simulator.judge.gateway_process import GatewayCommand
from simulator.judge.history import History
from simulator.judge.opening import Opening, open_bench
from simulator.judge.record import TargetRecord
from simulator.judge.variant import Databases

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from browser_tests.theatre import Terms

ROOT = Path(__file__).resolve().parent.parent


def wall_ms() -> int:
    """Give the real time."""
    return time.time_ns() // 1_000_000


def new_public_id() -> str:
    """Give a site's id that nobody has."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Server:
    """A Postgres of ours with a migrated template."""

    admin_dsn: str
    template: str


@contextmanager
def server(source: str = "embedded") -> Iterator[Server]:
    """Start a Postgres and migrate a template."""
    with provide(source) as postgres:
        yield Server(postgres.admin_dsn, databases.make_template(postgres.admin_dsn))


@asynccontextmanager
async def own_theatre(postgres: Server, terms: Terms, directory: Path) -> AsyncIterator[Theatre]:
    """Open a theatre on the bundled gateway."""
    dsn = databases.clone(postgres.admin_dsn, postgres.template)
    opening = Opening(
        record=TargetRecord(),
        bundled=GatewayCommand.bundled(ROOT / "opsmantik.py", os.environ),
        dsn=dsn,
        databases=Databases(postgres.admin_dsn, postgres.template),
        directory=directory,
        history=History(None, wall_ms),
        first_address=wall_ms(),
        new_public_id=new_public_id,
        now_ms=wall_ms,
        tell=lambda _kind, **_facts: None,
    )
    try:
        async with open_bench(opening) as bench, open_theatre(bench, terms) as theatre:
            yield theatre
    finally:
        databases.drop(postgres.admin_dsn, dsn)
