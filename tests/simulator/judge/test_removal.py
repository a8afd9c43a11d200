"""What was stored because of us goes, also where no cascade takes it; what stays is listed; what is theirs is left."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from simulator.judge.site import Sites
from tests.fixtures.their_database import counts, execute, with_rows
from tests.simulator.judge.test_own_site import PUBLIC_ID, SESSION, visit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.judge.removal import Left
    from simulator.judge.rows import Rows

OTHER, THIRD = "44444444-4444-4444-8444-444444444444", "55555555-5555-4555-8555-555555555555"
NO_KEYS = """
ALTER TABLE sessions DROP CONSTRAINT sessions_site_id_fkey; ALTER TABLE calls DROP CONSTRAINT calls_site_id_fkey;
ALTER TABLE events DROP CONSTRAINT events_session_id_session_month_fkey;
"""
NO_CASCADES = NO_KEYS + """
ALTER TABLE sessions ADD FOREIGN KEY (site_id) REFERENCES sites; ALTER TABLE calls ADD FOREIGN KEY (site_id)
REFERENCES sites; ALTER TABLE events ADD FOREIGN KEY (session_id, session_month) REFERENCES sessions;
"""
TEXTS = NO_KEYS + """
ALTER TABLE calls ALTER matched_session_id TYPE text; ALTER TABLE events ALTER session_id TYPE varchar(40);
"""


def removed(dsn: str, script: str = "", inventions: Iterable[str] = (SESSION,)) -> list[Left]:
    """A site with a visit; then the script; then everything of ours is removed."""

    async def use(rows: Rows) -> list[Left]:
        sites = Sites(rows)
        await visit(rows, await sites.make(PUBLIC_ID))
        if script:
            await rows.fetch(script)
        return await sites.remove(inventions)

    return with_rows(dsn, use)


@pytest.mark.parametrize("schema", ["SELECT 1", NO_KEYS, NO_CASCADES, TEXTS])
def test_everything_of_ours_goes(database: str, schema: str) -> None:
    execute(database, schema)
    assert removed(database) == []
    assert set(counts(database).values()) == {0}


def test_also_when_the_site_itself_is_gone(database: str) -> None:
    """A check deletes a site; where nothing cascades, all that hung on it is still there."""
    execute(database, NO_KEYS)
    assert removed(database, "DELETE FROM sites") == []
    assert set(counts(database).values()) == {0}


def test_a_call_of_another_site_to_our_session_goes_and_theirs_stays(database: str) -> None:
    execute(database, f"INSERT INTO sites (id, public_id) VALUES ('{OTHER}', 'theirs');"
                      f"INSERT INTO calls (site_id, phone_number) VALUES ('{OTHER}', 'tel:+2')")
    ours = f"INSERT INTO calls (site_id, phone_number, matched_session_id) VALUES ('{OTHER}', 'x', '{SESSION}')"
    assert removed(database, ours) == []
    assert counts(database) == {"sites": 1, "sessions": 0, "events": 0, "calls": 1}


def test_rows_that_name_an_invented_id_go_where_nothing_holds_them(database: str) -> None:
    """An event of no session, a session and a call of no site: a check tries them, and a schema lets them in."""
    execute(database, NO_KEYS)
    stray = f"""
        INSERT INTO calls (site_id, phone_number) VALUES ('{OTHER}', 'x')
    """
    with_events = f"""
        INSERT INTO events (session_id, session_month, url, event_category, event_action)
        SELECT '{THIRD}', date_trunc('month', now())::date, 'u', 'c', 'a'
    """
    execute(database, with_events)
    assert removed(database, stray, (SESSION, OTHER, THIRD, "fp-no-uuid")) == []
    assert set(counts(database).values()) == {0}


def test_audit_rows_are_theirs(database: str) -> None:
    execute(database, """
        CREATE TABLE audit (session uuid, what text);
        CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO audit VALUES (NEW.id, TG_OP); RETURN NULL; END';
        CREATE TRIGGER told AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION told()
    """)
    assert removed(database) == []
    assert counts(database, "audit")["audit"] == 1


def test_what_refers_to_ours_and_would_keep_it_goes_with_it(database: str) -> None:
    """A table of theirs that a trigger fills, and a reference that does not cascade."""
    execute(database, """
        CREATE TABLE plans (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site uuid NOT NULL REFERENCES sites);
        CREATE FUNCTION planned() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO plans (site) VALUES (NEW.id); RETURN NULL; END';
        CREATE TRIGGER planned AFTER INSERT ON sites FOR EACH ROW EXECUTE FUNCTION planned();
        INSERT INTO sites (public_id) VALUES ('theirs')
    """)
    assert removed(database) == []
    assert counts(database, "plans") == {"sites": 1, "sessions": 0, "events": 0, "calls": 0, "plans": 1}


@pytest.mark.parametrize(
    ("answer", "why"),
    [("RAISE EXCEPTION 'not here'", "not here"), ("RETURN NULL", "without an error, and is there all the same")],
)
def test_what_stays_is_listed_with_the_statement_that_removes_it(database: str, answer: str, why: str) -> None:
    execute(database, f"""
        CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {answer.replace("'", "''")}; END';
        CREATE TRIGGER kept BEFORE DELETE ON calls FOR EACH ROW EXECUTE FUNCTION kept()
    """)
    left = removed(database)
    assert (left[0].table, left[0].count) == ("public.calls", 1)
    assert why in left[0].why
    assert counts(database)["events"] == 0, "what can go, goes"
    execute(database, "DROP TRIGGER kept ON calls;" + "".join(text for one in left for text in one.statements))
    assert set(counts(database).values()) == {0}


def test_numbers_for_ids_are_removed_as_well(database: str) -> None:
    execute(database, NO_KEYS + """
        ALTER TABLE sites DROP id; ALTER TABLE sites ADD id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
        ALTER TABLE sessions DROP site_id, ADD site_id bigint; ALTER TABLE calls DROP site_id, ADD site_id bigint
    """)
    assert removed(database, inventions=(SESSION, str(uuid.UUID(int=5)))) == []
    assert set(counts(database).values()) == {0}
