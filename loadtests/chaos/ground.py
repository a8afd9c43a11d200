"""What faults are done to: a Postgres of our own, our gateway on it, and the wire between them with a lever.

Everything here was made for the run and is removed with it, so that it may be killed. It decides how each part is
killed and comes back; it must not know why.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import psutil
from psycopg.conninfo import make_conninfo

from schema import databases
from schema.connection import parse
from schema.embedded import EmbeddedPostgres
from simulator.judge.gateway_process import CONFIGURATION, GatewayCommand, RunningGateway, free_port, start
from simulator.judge.month import month_of
from simulator.judge.rows import Rows
from simulator.judge.site import Site, Sites
from simulator.judge.wire import Wire
from simulator.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ORIGIN = "https://shop.example"
# So few that somebody else can take them all.
SERVER_SETTINGS = {"max_connections": "60"}
GATEWAY_CONNECTIONS_MAX = 10


@dataclass
class Ground:
    """A gateway at `url`, its database behind `proxy`, and the server itself behind `cluster`."""

    cluster: EmbeddedPostgres
    dsn: str
    proxy: Proxy
    command: GatewayCommand
    directory: Path
    site: Site
    month: str
    gateway: RunningGateway | None = None
    starts: int = 0
    url: str = ""
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def wire_dsn(self) -> str:
        """The database as the gateway sees it: over the proxy."""
        return make_conninfo(self.dsn, host="127.0.0.1", port=self.proxy.port)

    async def start_gateway(self) -> None:
        """Start the gateway on the port it had."""
        self.starts += 1
        log = self.directory / f"gateway-{self.starts}.log"
        self.gateway = await start(self.command, self.wire_dsn, {"ALLOWED_ORIGINS": ORIGIN}, log)
        self.url = self.gateway.url

    async def kill_gateway(self) -> None:
        """End the gateway as a crash would."""
        if self.gateway and self.gateway.process.returncode is None:
            await self.gateway.kill()

    async def stop_gateway(self) -> None:
        """End the gateway in good order, as far as it can."""
        if self.gateway:
            await self.gateway.stop()

    async def kill_postgres(self) -> None:
        """End the server as a crash would."""
        await asyncio.to_thread(self.cluster.kill)

    async def start_postgres(self) -> None:
        """Start the server again."""
        await asyncio.to_thread(self.cluster.start)

    def open_files(self) -> int:
        """How many files and sockets the gateway has open; 0 when it is gone."""
        try:
            return psutil.Process(self.gateway.process.pid).num_fds() if self.gateway else 0
        except psutil.Error:
            return 0


@asynccontextmanager
async def open_ground(command: GatewayCommand, directory: Path, public_id: str) -> AsyncIterator[Ground]:
    """Make everything, give it, and remove everything."""
    async with AsyncExitStack() as stack:
        cluster = EmbeddedPostgres(settings=SERVER_SETTINGS)
        stack.callback(cluster.close)
        await asyncio.to_thread(cluster.start)
        template = await asyncio.to_thread(databases.make_template, cluster.dsn)
        dsn = await asyncio.to_thread(databases.clone, cluster.dsn, template)
        place = parse(dsn)
        proxy = await stack.enter_async_context(Proxy(f"{place['host']}/.s.PGSQL.{place['port']}", raw=True))
        site, month = await _site_of(dsn, public_id)
        ground = Ground(cluster, dsn, proxy, _on_one_port(command), directory, site, month)
        stack.push_async_callback(ground.stop_gateway)
        await ground.start_gateway()
        yield ground


async def _site_of(dsn: str, public_id: str) -> tuple[Site, str]:
    """Make a site, and give it with the database's month."""
    rows = Rows(dsn)
    await rows.open()
    try:
        return await Sites(rows).make(public_id), (await month_of(rows))[0]
    finally:
        await rows.close()


def _on_one_port(command: GatewayCommand) -> GatewayCommand:
    """Give the command that listens on the same port each time, so that whoever sends finds it again."""
    arguments = list(command.arguments)
    arguments[arguments.index("--port") + 1] = str(free_port())
    environment = {name: value for name, value in command.environment.items() if name not in CONFIGURATION}
    return replace(command, arguments=tuple(one for one in arguments if one != "--controls"), environment=environment)


def probe_of(ground: Ground) -> Wire:
    """Give a client of the harness's own, which no load uses."""
    return Wire(ground.url)
