"""A site of our own in *their* database, whatever their `sites` table wants; and afterwards nothing of ours is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.judge.site import Site, SiteRefused, Sites
from tests.fixtures.their_database import counts, execute, with_rows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator.judge.rows import Rows

PUBLIC_ID = "22222222-2222-4222-8222-222222222222"
SESSION = "33333333-3333-4333-8333-333333333333"
DEMANDING = """
CREATE TYPE plan AS ENUM ('free', 'paid');
CREATE TABLE tenants (id uuid PRIMARY KEY, name varchar(8) NOT NULL UNIQUE);
ALTER TABLE sites ADD tenant_id uuid NOT NULL REFERENCES tenants (id), ADD domain text NOT NULL UNIQUE,
  ADD plan plan NOT NULL, ADD seats integer NOT NULL, ADD active boolean NOT NULL, ADD settings jsonb NOT NULL,
  ADD tags text[] NOT NULL, ADD born date NOT NULL, ADD home inet NOT NULL, ADD filled text NOT NULL DEFAULT 'x'
"""


def counted(dsn: str, *more: str) -> list[int]:
    return list(counts(dsn, *more).values())


def with_sites(dsn: str, use: Callable[[Rows, Sites], Awaitable[Any]]) -> Any:
    return with_rows(dsn, lambda rows: use(rows, Sites(rows)))


async def visit(rows: Rows, site: Site, session: str = SESSION, address: str = "10.1.2.3") -> None:
    month = (await rows.fetch("SELECT date_trunc('month', now())::date AS month"))[0]["month"]
    await rows.fetch(
        "INSERT INTO sessions (id, site_id, created_month, ip_address) VALUES (%s, %s, %s, %s)",
        *(session, site.id, month, address),
    )
    await rows.fetch(
        "INSERT INTO events (session_id, session_month, url, event_category, event_action)"
        " VALUES (%s, %s, 'u', 'interaction', 'view')",
        *(session, month),
    )
    await rows.fetch(
        "INSERT INTO calls (site_id, phone_number, matched_session_id) VALUES (%s, 'tel:+1', %s)", site.id, session
    )


def test_a_demanding_table_gets_what_it_wants_and_loses_it_again(database: str) -> None:
    execute(database, DEMANDING)

    async def use(rows: Rows, sites: Sites) -> list[int]:
        first = await sites.make(PUBLIC_ID)
        await sites.make(SESSION)
        await visit(rows, first)
        made = counted(database, "tenants")
        await sites.remove()
        return made

    assert with_sites(database, use) == [2, 1, 1, 1, 1]
    assert counted(database, "tenants") == [0, 0, 0, 0, 0]


AWKWARD = """
CREATE TYPE plan AS ENUM ('free', 'paid');
CREATE DOMAIN label AS varchar(12) CHECK (length(VALUE) > 3);
CREATE DOMAIN tier AS plan;
CREATE DOMAIN ref AS uuid NOT NULL;
CREATE DOMAIN flag AS boolean NOT NULL DEFAULT true;
CREATE TABLE tenants (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner uuid NOT NULL REFERENCES auth.users,
  seats smallint NOT NULL UNIQUE);
ALTER TABLE sites ADD tenant bigint NOT NULL UNIQUE REFERENCES tenants, ADD called label NOT NULL,
  ADD tier tier NOT NULL,
  ADD ref ref, ADD flag flag, ADD number integer GENERATED ALWAYS AS IDENTITY, ADD "Sorted By" integer NOT NULL UNIQUE,
  ADD long integer GENERATED ALWAYS AS (length(public_id)) STORED, ADD opens time NOT NULL, ADD span int4range NOT NULL,
  ADD born timestamptz NOT NULL, ADD price numeric(6, 2) NOT NULL, ADD raw bytea NOT NULL, ADD at point NOT NULL
"""


def test_awkward_columns_are_filled_also_for_a_second_site(database: str) -> None:
    """Enum, domains, identity, generated, ranges; a chain of references to auth.users; and values that must differ."""
    execute(database, AWKWARD)

    async def use(_rows: Rows, sites: Sites) -> list[int]:
        await sites.make(PUBLIC_ID)
        await sites.make(SESSION)
        made = counted(database, "tenants", "auth.users")
        await sites.remove()
        return made

    assert with_sites(database, use)[0] == 2
    assert counted(database, "tenants", "auth.users") == [0, 0, 0, 0, 0, 0]


def test_a_row_of_theirs_is_referred_to_and_stays(database: str) -> None:
    execute(database, DEMANDING)
    execute(database, f"INSERT INTO tenants VALUES ('{SESSION}', 'theirs')")

    async def use(rows: Rows, sites: Sites) -> str:
        await sites.make(PUBLIC_ID)
        tenant = (await rows.fetch("SELECT tenant_id FROM sites"))[0]["tenant_id"]
        await sites.remove()
        return tenant

    assert with_sites(database, use) == SESSION
    assert counted(database, "tenants") == [0, 0, 0, 0, 1]


@pytest.mark.parametrize("first_goes_first", [True, False])
def test_two_runs_that_share_a_made_row_leave_none(database: str, *, first_goes_first: bool) -> None:
    """Whoever goes first leaves it to the other, and takes no site away from it."""
    execute(database, DEMANDING)

    async def use(rows: Rows, first: Sites) -> list[int]:
        second = Sites(rows)
        await first.make(PUBLIC_ID)
        await second.make(SESSION)
        one, other = (first, second) if first_goes_first else (second, first)
        await one.remove()
        between = counted(database, "tenants")
        await other.remove()
        return between

    assert with_sites(database, use) == [1, 0, 0, 0, 1]
    assert counted(database, "tenants") == [0, 0, 0, 0, 0]


def test_a_site_that_cannot_be_made_leaves_nothing_it_would_have_referred_to(database: str) -> None:
    execute(database, DEMANDING)
    execute(database, "ALTER TABLE sites ADD code text NOT NULL CHECK (code ~ '^[A-Z]{3}$')")

    async def use(_rows: Rows, sites: Sites) -> None:
        with pytest.raises(SiteRefused, match=r"column code"):
            await sites.make(PUBLIC_ID)
        await sites.remove()

    with_sites(database, use)
    assert counted(database, "tenants") == [0, 0, 0, 0, 0]


def test_children_go_also_where_no_cascade_takes_them(database: str) -> None:
    execute(
        database,
        "ALTER TABLE sessions DROP CONSTRAINT sessions_site_id_fkey;"
        "ALTER TABLE calls DROP CONSTRAINT calls_site_id_fkey",
    )

    async def use(rows: Rows, sites: Sites) -> None:
        await visit(rows, await sites.make(PUBLIC_ID))
        await sites.remove()

    with_sites(database, use)
    assert counted(database) == [0, 0, 0, 0]


def test_a_table_that_cannot_be_satisfied_is_named_with_its_column(database: str) -> None:
    execute(database, "ALTER TABLE sites ADD code text NOT NULL CHECK (code ~ '^[A-Z]{3}$')")

    async def use(_rows: Rows, sites: Sites) -> None:
        await sites.make(PUBLIC_ID)

    with pytest.raises(SiteRefused, match=r"expected to make a site .*sites_code_check.*\(column code\).*--site"):
        with_sites(database, use)
    assert counted(database) == [0, 0, 0, 0]


def test_in_a_site_of_theirs_only_our_visits_go(database: str) -> None:
    execute(database, f"INSERT INTO sites (public_id) VALUES ('{PUBLIC_ID}')")
    theirs, ours, rubbish = SESSION, SESSION.replace("3333-", "4444-", 1), SESSION.replace("3333-", "5555-", 1)

    async def use(rows: Rows, sites: Sites) -> None:
        site = await sites.find(PUBLIC_ID)
        await visit(rows, site, theirs, "10.9.9.9")
        await visit(rows, site, ours, "10.9.9.8")
        await visit(rows, site, rubbish, "10.1.2.3")
        await sites.remove_visits(site, [ours], ["10.1.2.3"])

    with_sites(database, use)
    assert counted(database) == [1, 1, 1, 1]


def test_a_site_that_is_not_there_is_refused(database: str) -> None:
    async def use(_rows: Rows, sites: Sites) -> None:
        await sites.find(PUBLIC_ID)

    with pytest.raises(SiteRefused, match=r"expected one site with public id .*; came: 0; correct --site"):
        with_sites(database, use)


def test_another_schema_is_refused_in_a_sentence(empty_database: str) -> None:
    async def use(_rows: Rows, sites: Sites) -> None:
        await sites.make(PUBLIC_ID)

    with pytest.raises(SiteRefused, match='relation "sites" does not exist'):
        with_sites(empty_database, use)
