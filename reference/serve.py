"""`opsmantik serve`: the gateway on a socket, on a database given or made.

Decides where it listens, what it refuses before it starts, and what it prints when it is ready.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

import schema.databases
import schema.postgres
from reference.app import ENDPOINT
from reference.assembly import assemble
from reference.cors import judge_origin
from reference.settings import Settings
from reference.sites import add_site, require_schema

DEMO_ORIGIN = "http://127.0.0.1"


class CannotServe(Exception):
    """Why the gateway does not start: what was expected, what came, what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Place:
    """Where to serve, and on which Postgres: a DSN, `embedded` or `docker`."""

    database: str
    host: str
    port: int
    controls: bool


def serve(place: Place, settings: Settings) -> None:
    """Serve until the process is told to stop."""
    if place.controls and not is_loopback(place.host):
        raise CannotServe(f"--controls needs a loopback --host such as 127.0.0.1, but it is {place.host}")
    with bind(place.host, place.port) as listener, database(place.database) as (dsn, site):
        app = assemble(settings, dsn, sys.stderr, controls=place.controls, demo_site=site)
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on", server_header=False)
        server = _AnnouncedServer(config, _announcement(listener, site, settings, controls=place.controls))
        server.run(sockets=[listener])


class _AnnouncedServer(uvicorn.Server):
    """Says that it listens once it does, not before."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self._announcement, flush=True)


def is_loopback(host: str) -> bool:
    """Is the host the machine's own?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bind(host: str, port: int) -> socket.socket:
    """A bound TCP socket; port 0 is any free one."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        raise CannotServe(f"cannot listen on {host}:{port}: {error}; choose another --host or --port") from error
    return listener


@contextmanager
def database(source: str) -> Iterator[tuple[str, str | None]]:
    """A DSN with our schema; on a Postgres made for this, also the public id of a demo site."""
    if source not in ("embedded", "docker"):
        require_schema(source)
        yield source, None
        return
    with schema.postgres.provide(source) as server:
        template = schema.databases.make_template(server.admin_dsn)
        dsn = schema.databases.clone(server.admin_dsn, template)
        print(f"database: {server.described}\n  psql {dsn!r}", flush=True)
        yield dsn, add_site(dsn)


def _announcement(listener: socket.socket, site: str | None, settings: Settings, *, controls: bool) -> str:
    host, port = listener.getsockname()[:2]
    base = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    lines = [f"listening on {base}"]
    if controls:
        lines.append(f"controls at {base}/__controls/clock, /ledger, /reset")
    if site:
        body = f'{{"s":"{site}","u":"{DEMO_ORIGIN}/landing","ec":"interaction","ea":"view"}}'
        lines += [f"site {site}", f"try: curl -i -H 'Origin: {DEMO_ORIGIN}' -d '{body}' {base}{ENDPOINT}"]
        lines.append(f"page {base}/{_warning(base, settings)}")
    return "\n".join(lines)


def _warning(origin: str, settings: Settings) -> str:
    """Configuration is not bent for the demo: `ALLOWED_ORIGINS` and `NODE_ENV` are what the gateway is judged by."""
    if judge_origin(origin, settings.origins).allowed:
        return ""
    return f" (its events will be refused: ALLOWED_ORIGINS does not allow {origin})"
