"""Databases of our own: a template that nobody enters, clones that know nothing of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from schema.catalogue import differences
from schema.connection import PostgresUnavailable
from schema.databases import clone, drop, dsn_for, lease, make_template

if TYPE_CHECKING:
    from schema.postgres import PostgresServer


def names(server: PostgresServer) -> set[str]:
    with psycopg.connect(server.admin_dsn) as conn:
        return {name for (name,) in conn.execute("SELECT datname FROM pg_database")}


def test_clones_are_whole_and_their_own(postgres: PostgresServer, template: str) -> None:
    first, second = clone(postgres.admin_dsn, template), clone(postgres.admin_dsn, template)
    try:
        with psycopg.connect(first) as one, psycopg.connect(second) as other:
            one.execute("INSERT INTO sites (public_id) VALUES ('only here')")
            one.commit()
            assert differences(one) == []
            assert other.execute("SELECT count(*) FROM sites").fetchone() == (0,)
    finally:
        drop(postgres.admin_dsn, first)
        drop(postgres.admin_dsn, second)


def test_nobody_enters_a_template(postgres: PostgresServer, template: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="not currently accepting connections"):
        psycopg.connect(dsn_for(postgres.admin_dsn, template))


def test_a_clone_takes_a_given_name_and_goes_with_whoever_is_in_it(postgres: PostgresServer, template: str) -> None:
    dsn = clone(postgres.admin_dsn, template, "opsmantik_given")
    busy = psycopg.connect(dsn)
    drop(postgres.admin_dsn, dsn)
    drop(postgres.admin_dsn, "opsmantik_given")
    assert "opsmantik_given" not in names(postgres)
    with pytest.raises(psycopg.OperationalError):
        busy.execute("SELECT 1")


def test_a_template_that_fails_is_not_left_behind(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    before = names(postgres)
    monkeypatch.setattr("schema.databases.apply", fail)
    with pytest.raises(RuntimeError):
        make_template(postgres.admin_dsn)
    assert names(postgres) == before


def test_what_a_dead_lease_left_goes_and_what_a_living_one_has_stays(postgres: PostgresServer) -> None:
    """Also what was cloned; and databases without a lease are nobody's business."""
    before = names(postgres)
    with lease(postgres.admin_dsn) as dead:
        left = make_template(postgres.admin_dsn, leased=dead)
        clone(postgres.admin_dsn, left)
    with lease(postgres.admin_dsn) as living:  # sweeps
        assert names(postgres) == before
        kept = make_template(postgres.admin_dsn, leased=living)
        dsn = clone(postgres.admin_dsn, kept)
        with lease(dsn_for(postgres.admin_dsn, "template1")):  # from another database of the same server
            assert len(names(postgres) - before) == 2
        drop(postgres.admin_dsn, dsn)
        drop(postgres.admin_dsn, kept)
    assert names(postgres) == before


def test_a_role_that_may_not_make_databases_is_told_so(postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.admin_dsn, autocommit=True) as conn:
        conn.execute("CREATE ROLE opsmantik_guest LOGIN")
        try:
            with pytest.raises(PostgresUnavailable, match=r"a role that may create databases at .* as opsmantik_guest"):
                make_template(psycopg.conninfo.make_conninfo(postgres.admin_dsn, user="opsmantik_guest"))
        finally:
            conn.execute("DROP ROLE opsmantik_guest")
