"""Rights are asked before anything is written, and what row-level security hides is not taken for missing."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from simulator.judge import rights
from simulator.judge.site import Sites
from tests.fixtures.their_database import execute, with_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.judge.rows import Rows

ROLE = "opsmantik_test_role"
ENABLE = "ENABLE ROW LEVEL SECURITY"
ALL = f"GRANT SELECT, INSERT, UPDATE, DELETE ON sites, sessions, events, calls TO {ROLE}"


@pytest.fixture
def as_role(database: str) -> Iterator[str]:
    """The DSN of a role that owns nothing here."""
    execute(database, f"CREATE ROLE {ROLE} LOGIN PASSWORD 'x'")
    yield make_conninfo(database, user=ROLE, password="x")  # noqa: S106 - of a server of ours
    execute(database, f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def refused(dsn: str, *, own_site: bool = True) -> str:
    async def use(rows: Rows) -> None:
        referred: list[str] = []
        with contextlib.suppress(psycopg.errors.UndefinedTable):  # where the schema is out of reach
            referred = await Sites(rows).to_be_made() if own_site else []
        await rights.require(rows, own_site=own_site, referred=referred)

    try:
        with_rows(dsn, use)
    except rights.RightsMissing as error:
        return str(error)
    return ""


def test_a_role_that_may_all_is_not_refused(database: str, as_role: str) -> None:
    execute(database, ALL)
    assert refused(as_role) == ""
    assert refused(database) == ""


@pytest.mark.parametrize(
    ("taken", "missing", "grant"),
    [
        ("DELETE ON events", "DELETE on public.events", "GRANT DELETE ON public.events TO"),
        ("DELETE ON sites", "DELETE on public.sites", "GRANT DELETE ON public.sites TO"),
        ("INSERT ON calls", "INSERT on public.calls", "GRANT INSERT ON public.calls TO"),
        ("SELECT ON sessions", "SELECT on public.sessions", "GRANT SELECT ON public.sessions TO"),
        ("UPDATE ON sessions", "UPDATE on public.sessions", "GRANT UPDATE ON public.sessions TO"),
    ],
)
def test_a_right_that_is_missing_is_named_with_its_grant(
    database: str, as_role: str, taken: str, missing: str, grant: str
) -> None:
    execute(database, f"{ALL}; REVOKE {taken} FROM {ROLE}")
    said = refused(as_role)
    assert f"to have {missing}; came: not so, and nothing was written" in said
    assert f'{grant} "{ROLE}";' in said
    execute(database, said[said.index("GRANT") :])
    assert refused(as_role) == ""


def test_all_that_is_missing_is_named_at_once(as_role: str) -> None:
    said = refused(as_role)
    assert 'GRANT SELECT, INSERT, DELETE ON public.sites TO "opsmantik_test_role";' in said
    assert 'GRANT SELECT, INSERT, UPDATE, DELETE ON public.calls TO "opsmantik_test_role";' in said


def test_what_a_default_calls_is_a_right_as_well(database: str, as_role: str) -> None:
    execute(database, f"""
        CREATE SEQUENCE numbers; ALTER TABLE sites ADD number bigint NOT NULL DEFAULT nextval('numbers');
        CREATE FUNCTION word() RETURNS text LANGUAGE sql AS 'SELECT ''x''';
        ALTER TABLE sites ADD word text DEFAULT word();
        REVOKE EXECUTE ON FUNCTION word() FROM PUBLIC; {ALL}
    """)
    said = refused(as_role)
    assert f'GRANT USAGE ON SEQUENCE numbers TO "{ROLE}";' in said
    assert f'GRANT EXECUTE ON FUNCTION word() TO "{ROLE}";' in said


def test_the_schema_is_a_right_as_well(database: str, as_role: str) -> None:
    execute(database, f"{ALL}; REVOKE USAGE ON SCHEMA public FROM PUBLIC")
    assert f'GRANT USAGE ON SCHEMA public TO "{ROLE}";' in refused(as_role)


def test_tables_that_a_site_refers_to_are_asked_for(database: str, as_role: str) -> None:
    execute(database, f"""
        CREATE TABLE owners (id int PRIMARY KEY); CREATE TABLE tenants (id int PRIMARY KEY, owner int NOT NULL
        REFERENCES owners); ALTER TABLE sites ADD tenant int NOT NULL REFERENCES tenants; {ALL}
    """)
    said = refused(as_role)
    assert 'GRANT SELECT, INSERT, DELETE ON public.tenants TO "opsmantik_test_role";' in said
    assert 'GRANT SELECT, INSERT, DELETE ON public.owners TO "opsmantik_test_role";' in said
    execute(database, "INSERT INTO owners VALUES (1); INSERT INTO tenants VALUES (1, 1);"
                      f"GRANT SELECT ON tenants TO {ROLE}")
    assert refused(as_role) == "", "a row of theirs is referred to"


def test_with_a_site_of_theirs_sites_are_only_read(database: str, as_role: str) -> None:
    execute(database, f"{ALL}; REVOKE INSERT, DELETE ON sites FROM {ROLE}")
    assert refused(as_role, own_site=False) == ""


def test_rights_by_column_are_rights(database: str, as_role: str) -> None:
    execute(database, f"{ALL}; REVOKE SELECT ON sites FROM {ROLE}")
    with psycopg.connect(database) as conn:
        columns = conn.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
            " WHERE attrelid = 'sites'::regclass AND attnum > 0"
        ).fetchone()[0]
    execute(database, f"GRANT SELECT ({columns}) ON sites TO {ROLE}")
    assert refused(as_role) == ""


def test_row_level_security_is_seen_for_the_role_that_asks(database: str, as_role: str) -> None:
    """Its owner is not subject to it, unless it is forced."""
    execute(database, f"{ALL}; ALTER TABLE events {ENABLE}; ALTER TABLE calls {ENABLE}")
    assert with_rows(database, rights.sight).why_not is None
    sight = with_rows(as_role, rights.sight)
    assert sight.hidden == ("events", "calls")
    assert "BYPASSRLS" in sight.why_not
    assert ROLE in sight.why_not
    execute(database, f"ALTER ROLE {ROLE} BYPASSRLS")
    assert with_rows(as_role, rights.sight).hidden == ()
