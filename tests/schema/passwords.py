"""A role of our own server that has to give its password."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schema.embedded import EmbeddedPostgres


@contextmanager
def demand_password(cluster: EmbeddedPostgres, role: str, password: str) -> Iterator[str]:
    """Make the role and ask it, and nobody else, for its password; give its DSN without one."""
    rules = cluster.data / "pg_hba.conf"
    before = rules.read_text()
    rules.write_text(f"local all {role} scram-sha-256\n{before}")
    try:
        with psycopg.connect(cluster.dsn, autocommit=True) as conn:
            created = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            conn.execute(created.format(sql.Identifier(role), sql.Literal(password)))
            conn.execute("SELECT pg_reload_conf()")
        _in_force(cluster, role)
        yield make_conninfo(cluster.dsn, user=role)
    finally:
        rules.write_text(before)
        with psycopg.connect(cluster.dsn, autocommit=True) as conn:
            conn.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
            conn.execute("SELECT pg_reload_conf()")


def _in_force(cluster: EmbeddedPostgres, role: str) -> None:
    """Return when a connection without a password is refused: the reload is a signal, and takes its time."""
    for _ in range(1000):
        try:
            psycopg.connect(make_conninfo(cluster.dsn, user=role)).close()
        except psycopg.OperationalError:
            return
    raise AssertionError(role)
