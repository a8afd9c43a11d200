"""A role that may not do everything in their database: nothing is written that could not be removed, nobody is accused.

Each test judges a gateway that was started by hand, by the DSN of a role that owns nothing there.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.conninfo import make_conninfo

from tests.fixtures.their_database import TABLES, counts, execute
from tests.test_leftovers import DOOR, SITE, with_gateway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROLE = "opsmantik_poor_role"
GRANT = f"GRANT SELECT, INSERT, UPDATE, DELETE ON sites, sessions, events, calls TO {ROLE};"
ROWS = ("--clause", "GWY-401", "--clause", "GWY-504", "--clause", "SCH-80*", "--clause", "SCH-601")


@pytest.fixture
def poor(database: str) -> Iterator[str]:
    execute(database, f"CREATE ROLE {ROLE} LOGIN PASSWORD 'x'")
    yield make_conninfo(database, user=ROLE, password="x")  # noqa: S106 - of a server of ours
    execute(database, f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def judged(database: str, dsn: str, runs: Path, *arguments: str, verb: str = "verify") -> tuple[int, str]:
    """Judge a gateway on this database by another DSN; gives exit code and output."""

    async def use(url: str) -> tuple[int, str]:
        target = ("--gateway", url, "--database", dsn, "--runs", str(runs))
        command = (sys.executable, str(DOOR), verb, *target, *arguments)
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    return with_gateway(database, runs, use)


def events(runs: Path, kind: str) -> list[dict[str, Any]]:
    lines = (runs / "latest" / "events.jsonl").read_text("utf-8").splitlines()
    return [event for line in lines if (event := json.loads(line))["event"] == kind]


@pytest.mark.parametrize("verb", ["verify", "limiter", "races"])
def test_without_the_right_to_delete_nothing_is_written(database: str, poor: str, tmp_path: Path, verb: str) -> None:
    execute(database, f"{GRANT} REVOKE DELETE ON events FROM {ROLE}")
    code, said = judged(database, poor, tmp_path, verb=verb)
    assert code == 2
    refused = "DELETE on public.events; came: not so, and nothing was written; run as the owner: GRANT DELETE ON"
    assert f'{refused} public.events TO "{ROLE}";' in " ".join(said.split())
    assert counts(database) == dict.fromkeys(TABLES, 0)
    assert events(tmp_path, "left_behind") == []


def test_rows_that_are_hidden_are_not_missing(database: str, poor: str, tmp_path: Path) -> None:
    """A schema and a gateway that are right, and a role that sees nothing of what they store."""
    tables = " ".join(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;" for table in TABLES)
    execute(database, f"{GRANT} {tables} INSERT INTO sites (public_id) VALUES ('{SITE}')")
    code, said = judged(database, poor, tmp_path, "--site", SITE, *ROWS)
    verdicts = {one["id"]: one["verdict"] for one in events(tmp_path, "clause_judged")}
    assert code == 3, "a clause that was named cannot be seen"
    assert set(verdicts.values()) <= {"valid", "not observable"}
    assert verdicts["SCH-601"] == "valid", "the catalogue hides nothing"
    assert f"row-level security hides rows of sites, sessions, events, calls from role {ROLE}" in said
    assert "BYPASSRLS" in said.splitlines()[-2], "what the gateway stored for us stays, and the last lines say so"


def test_partly_hidden_is_hidden(database: str, poor: str, tmp_path: Path) -> None:
    execute(database, f"{GRANT} ALTER TABLE calls ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON calls USING (false);"
                      f"INSERT INTO sites (public_id) VALUES ('{SITE}')")
    code, said = judged(database, poor, tmp_path, "--site", SITE, *ROWS)
    assert code == 3, "a clause that was named cannot be seen"
    assert f"row-level security hides rows of calls from role {ROLE}" in said


def test_a_cleaning_up_that_fails_is_the_last_thing_said(database: str, tmp_path: Path) -> None:
    """Terminal, summary and page list what stayed, and the file that is named removes it."""
    execute(database, """
        CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''a call is kept''; END';
        CREATE TRIGGER kept BEFORE DELETE ON calls FOR EACH ROW EXECUTE FUNCTION kept()
    """)
    code, said = judged(database, database, tmp_path, "--clause", "GWY-901", "--clause", "GWY-902")
    left = counts(database)
    assert left["calls"] > 0
    assert code in (0, 3)
    last = said.splitlines()[-2]
    assert last.startswith(f"left behind: {left['calls']} of public.calls")
    assert "a call is kept" in last
    for name in ("summary.md", "report.html"):
        assert "left behind: " in (tmp_path / "latest" / name).read_text("utf-8")
    script = (tmp_path / "latest" / "left-behind.sql").read_text("utf-8")
    execute(database, f"DROP TRIGGER kept ON calls; {script}")
    assert counts(database) == dict.fromkeys(TABLES, 0)


def test_whoever_measures_says_what_stays_in_the_last_line(database: str, tmp_path: Path) -> None:
    execute(database, """
        CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''a visit is kept''; END';
        CREATE TRIGGER kept BEFORE DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION kept()
    """)
    _, said = judged(database, database, tmp_path, "--rounds", "1", verb="races")
    last = " ".join(said.splitlines()[-1].split())
    assert last.startswith("left behind: ")
    assert f"{counts(database)['sessions']} of public.sessions" in last


def test_with_a_site_of_theirs_no_other_is_made_that_could_not_be_removed(
    database: str, poor: str, tmp_path: Path
) -> None:
    """What wants a second site is not observable, and the rest is judged."""
    execute(database, f"{GRANT} REVOKE DELETE ON sites FROM {ROLE}; INSERT INTO sites (public_id) VALUES ('{SITE}')")
    named = ("--clause", "SCH-808", "--clause", "GWY-601")
    judged(database, poor, tmp_path, "--site", SITE, *named)
    verdicts = {one["id"]: one["verdict"] for one in events(tmp_path, "clause_judged")}
    assert (verdicts["SCH-808"], verdicts["GWY-601"]) == ("not observable", "valid")
    assert counts(database) == {"sites": 1, "sessions": 0, "events": 0, "calls": 0}
