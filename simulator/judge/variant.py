"""The same gateway started otherwise: with another configuration, or on a database of its own with DDL applied.

It decides what checks share: the gateway of one configuration and one DDL is started once and kept while it is wanted.
A check that must not meet the others' rows asks to be alone. It must not know why a check wants a variant.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from schema import databases
from schema.connection import connect
from simulator.judge.catalogue import Catalogue
from simulator.judge.clock import GatewayClock
from simulator.judge.gateway_process import GatewayCommand, RunningGateway, start
from simulator.judge.ledger import Ledger
from simulator.judge.rows import Rows
from simulator.judge.site import Sites
from simulator.judge.wire import Wire

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.judge.bench import Bench

# Starting an interpreter is all CPU: more at once only makes each of them late.
STARTS_AT_ONCE = 2
# Gateways that nobody uses just now are kept for the next check, but not without end: each is 100 MB.
KEPT_IDLE_MAX = 6

Environment = Mapping[str, str]
Key = tuple[frozenset[tuple[str, str]], tuple[str, ...]]


@dataclass(frozen=True)
class Databases:
    """A server on which the harness makes databases of its own, cloned from a migrated template."""

    admin_dsn: str
    template: str

    async def clone(self) -> str:
        """Make a database; gives its DSN. Whoever is interrupted meanwhile leaves none behind."""
        making = asyncio.ensure_future(asyncio.to_thread(databases.clone, self.admin_dsn, self.template))
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            await self.drop(await making)
            raise

    async def drop(self, dsn: str) -> None:
        """Remove one of ours."""
        await asyncio.to_thread(databases.drop, self.admin_dsn, dsn)


@dataclass(frozen=True)
class Opened:
    """A variant that runs, and everything that must be put away after it."""

    bench: Bench
    stack: AsyncExitStack


@dataclass
class Kept:
    """A variant that checks share: still starting or running, how many use it, and when one last did."""

    ready: asyncio.Task[Opened]
    users: int = 0
    last_use: int = 0


@dataclass
class Starter:
    """Starts gateways by command. `main` is the run's own bench, from which variants inherit."""

    command: GatewayCommand
    dsn: str
    env: Environment
    directory: Path
    new_public_id: Callable[[], str]
    databases: Databases | None = None
    main: Bench | None = None
    _kept: dict[Key, Kept] = field(default_factory=dict)
    _starts: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(STARTS_AT_ONCE))
    _started: int = 0
    _uses: int = 0

    async def start(self, dsn: str, env: Environment) -> RunningGateway:
        """Start one more gateway; its log is `gateway-N.log` in the run directory."""
        async with self._starts:
            self._started += 1
            return await start(self.command, dsn, env, self.directory / f"gateway-{self._started}.log")

    @asynccontextmanager
    async def open(self, env: Environment | None, ddl: tuple[str, ...], *, alone: bool) -> AsyncIterator[Bench]:
        """Give the bench of a variant; see `Target.variant`."""
        wanted = self.env if env is None else env
        if alone:
            opened = await self._open(wanted, ddl, own_database=True)
            try:
                yield opened.bench
            finally:
                await opened.stack.aclose()
            return
        kept = self._keep(wanted, ddl)
        kept.users += 1
        try:
            # Shielded: a check that gives up must not take the gateway away from the others.
            yield (await asyncio.shield(kept.ready)).bench
        finally:
            kept.users -= 1
            self._uses += 1
            kept.last_use = self._uses
            await self._close_idle(KEPT_IDLE_MAX)

    async def close(self) -> None:
        """Stop every gateway that was kept."""
        for kept in self._kept.values():
            kept.users = 0
        await self._close_idle(0)

    @asynccontextmanager
    async def own_rows(self) -> AsyncIterator[Rows]:
        """Give a database of its own, cloned for this, and remove it afterwards."""
        async with AsyncExitStack() as stack:
            yield await self._own_rows(stack)

    def _keep(self, env: Environment, ddl: tuple[str, ...]) -> Kept:
        key = (frozenset(env.items()), ddl)
        if key not in self._kept:
            opening = self._open(env, ddl, own_database=bool(ddl))
            self._kept[key] = Kept(asyncio.create_task(opening))
        return self._kept[key]

    async def _close_idle(self, allowed: int) -> None:
        idle = sorted((kept.last_use, key) for key, kept in self._kept.items() if kept.users == 0)
        for _, key in idle[: max(0, len(idle) - allowed)]:
            kept = self._kept.pop(key)
            with suppress(Exception):  # it did not start: whoever asked for it has been told
                await (await kept.ready).stack.aclose()

    async def _open(self, env: Environment, ddl: tuple[str, ...], *, own_database: bool) -> Opened:
        async with AsyncExitStack() as stack:
            own = await self._own_rows(stack) if own_database else None
            gateway = await self.start(own.dsn if own else self.dsn, env)
            stack.push_async_callback(gateway.stop)
            wire = Wire(gateway.url, self._main().wire.addressing)
            stack.push_async_callback(wire.close)
            bench = self.bench_of(gateway, wire)
            if own:
                bench = await self._moved(bench, own, ddl)
            return Opened(bench, stack.pop_all())

    async def _own_rows(self, stack: AsyncExitStack) -> Rows:
        if self.databases is None:
            raise RuntimeError("this variant needs a database of its own, and none can be made here")
        dsn = await self.databases.clone()
        stack.push_async_callback(self.databases.drop, dsn)
        rows = Rows(dsn)
        stack.push_async_callback(rows.close)
        await rows.open()
        return rows

    async def _moved(self, bench: Bench, rows: Rows, ddl: tuple[str, ...]) -> Bench:
        """Let a bench see another database. The DDL comes last: a gateway may look at its tables when it starts."""
        sites = Sites(rows)
        site = await sites.make(self.new_public_id())
        await asyncio.to_thread(_apply, rows.dsn, ddl)
        return replace(bench, rows=rows, sites=sites, site=site, catalogue=Catalogue(rows.dsn))

    def bench_of(self, gateway: RunningGateway, wire: Wire) -> Bench:
        """Give the bench of another gateway on the run's own database."""
        async def died() -> str | None:
            return gateway.died()

        main = self._main()
        clock = GatewayClock(wire) if main.clock else None
        return replace(main, wire=wire, clock=clock, ledger=Ledger(wire) if clock else None, log=gateway.log, died=died)

    def _main(self) -> Bench:
        if self.main is None:
            raise RuntimeError("the run's own target is not open yet")
        return self.main


def _apply(dsn: str, ddl: tuple[str, ...]) -> None:
    with connect(dsn) as connection:
        for statement in ddl:
            connection.execute(statement.encode())
