"""Where a Postgres comes from: what was asked for, or one sentence and nothing else instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from schema.connection import PostgresUnavailable, connect, place
from schema.postgres import PostgresServer, provide
from tests.schema.passwords import demand_password

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def locked(postgres: PostgresServer) -> Iterator[str]:
    """The DSN of a role that has the password `open sesame`, without it."""
    if postgres.embedded is None:
        pytest.skip("only our own server's access rules are ours to change")
    with demand_password(postgres.embedded, "opsmantik_locked", "open sesame") as dsn:
        yield dsn


def test_a_dsn_is_taken_as_it_is(postgres: PostgresServer) -> None:
    with provide(postgres.admin_dsn) as server:
        assert (server.kind, server.version, server.admin_dsn) == ("dsn", postgres.version, postgres.admin_dsn)
        assert server.described.startswith(f"PostgreSQL {postgres.version} (given, ")


def test_an_embedded_one_says_its_binaries(postgres: PostgresServer) -> None:
    if postgres.embedded is None:
        pytest.skip("this run has no embedded server")
    assert postgres.kind == "embedded"
    assert postgres.described == f"PostgreSQL {postgres.version} (embedded, binaries of {postgres.embedded.binaries})"


def test_a_password_is_in_no_line(locked: str) -> None:
    dsn = make_conninfo(locked, password="open sesame")  # noqa: S106
    with provide(dsn) as server:
        assert "sesame" not in repr(server)
        assert "open sesame" in server.admin_dsn


def test_a_wrong_password_is_one_sentence_without_it(locked: str) -> None:
    with pytest.raises(PostgresUnavailable) as refused:
        connect(make_conninfo(locked, password="hocus pocus"))  # noqa: S106
    assert 'password authentication failed for user "opsmantik_locked"' in str(refused.value)
    assert "hocus" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("dsn", "came"),
    [
        ("postgresql://someone:hidden@127.0.0.1:1/name", r"at 127.0.0.1:1/name as someone, came: .*Connection refused"),
        ("host=no.such.host.invalid password=hidden", r"at no.such.host.invalid/, came: .*resolve"),
        ("host=/no/such/socket password=hidden", r"came: .*No such file or directory"),
        ("postgresql://[hidden", r"came a text that libpq cannot read"),
        ("password=not hidden", r"came a text that libpq cannot read"),
        ("host=a\0b", r"came"),
    ],
)
def test_what_does_not_answer_is_one_sentence(dsn: str, came: str) -> None:
    with pytest.raises(PostgresUnavailable, match=came) as refused, provide(dsn):
        pass
    assert "hidden" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_database_is_said_so(postgres: PostgresServer) -> None:
    with pytest.raises(PostgresUnavailable, match='database "no_such" does not exist'):
        connect(make_conninfo(postgres.admin_dsn, dbname="no_such"))


def test_no_docker_engine_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///no/such/docker.sock")
    with pytest.raises(PostgresUnavailable, match=r"a Docker engine that runs postgres:15, came") as refused:
        provide("docker", image="postgres:15").__enter__()
    assert "\n" not in str(refused.value)


def test_places_are_told_without_passwords() -> None:
    assert place("postgresql://u:p@h:1/d?connect_timeout=1") == "h:1/d as u"
    assert place("dbname=d") == "the default host/d"


def test_the_caller_s_own_timeout_is_kept(postgres: PostgresServer) -> None:
    with connect(make_conninfo(postgres.admin_dsn, connect_timeout=2)) as conn:
        assert conninfo_to_dict(conn.info.dsn)["connect_timeout"] == "2"
        assert isinstance(conn, psycopg.Connection)
