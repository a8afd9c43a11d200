"""Where a Postgres comes from: a DSN, Docker when asked for, or our own embedded one. The one who asks is told which.

There is no fallback: what was asked for and does not answer is PostgresUnavailable.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from schema.connection import PostgresUnavailable, connect, place
from schema.docker import DEFAULT_IMAGE, docker_postgres
from schema.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DEFAULT_IMAGE", "PostgresServer", "PostgresUnavailable", "provide"]


@dataclass(frozen=True)
class PostgresServer:
    """A server that answers. `described` is one line, without a password; `embedded` is our own cluster, to kill."""

    kind: Literal["dsn", "docker", "embedded"]
    version: str
    admin_dsn: str = field(repr=False)
    described: str
    embedded: EmbeddedPostgres | None = field(default=None, repr=False)


@contextmanager
def provide(source: str, *, image: str = DEFAULT_IMAGE) -> Iterator[PostgresServer]:
    """Give a server for the duration of the block; raise PostgresUnavailable when there is none.

    `source`: "embedded" (or "embedded:/path/to/bin" for other binaries), "docker" (then `image` is run), or a DSN.
    """
    if source == "docker":
        with docker_postgres(image) as dsn:
            yield _server("docker", dsn, f"Docker image {image}")
    elif source.partition(":")[0] == "embedded":
        with EmbeddedPostgres(_directory(source)) as cluster:
            yield _server("embedded", cluster.dsn, f"embedded, binaries of {cluster.binaries}", cluster)
    else:
        yield _server("dsn", source, f"given, {place(source)}")


def _directory(source: str) -> Path | None:
    path = source.partition(":")[2]
    return Path(path) if path else None


def _server(kind: str, dsn: str, origin: str, cluster: EmbeddedPostgres | None = None) -> PostgresServer:
    with connect(dsn) as conn:
        version = conn.execute("SHOW server_version").fetchone()[0].split()[0]
    return PostgresServer(kind, version, dsn, f"PostgreSQL {version} ({origin})", cluster)
