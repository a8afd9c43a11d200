"""Nothing of ours stays in a database of theirs: not after a run, not after Ctrl-C, and not after kill -9 and the next.

Each test counts the rows of every table before and afterwards, against a gateway that was started by hand.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

import opsmantik
from simulator.judge import gateway_process
from simulator.waiting import wait_until
from tests.fixtures.their_database import TABLES, counts, execute

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from schema.postgres import PostgresServer

DOOR = Path(opsmantik.__file__)
ORIGIN = "http://localhost:3000"
SITE = "77777777-7777-4777-8777-777777777777"
LONG = ("--clause", "GWY-6*", "--clause", "GWY-7*")
SHORT = ("--clause", "GWY-101")
DEMANDING = """
CREATE TABLE tenants (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner uuid NOT NULL REFERENCES auth.users,
  name text NOT NULL);
ALTER TABLE sites ADD tenant_id bigint NOT NULL REFERENCES tenants
"""


@asynccontextmanager
async def gateway_on(dsn: str, directory: Path) -> AsyncIterator[str]:
    """A gateway that somebody else started; gives its URL."""
    arguments = (sys.executable, str(DOOR), "serve", "--database", "{database}", "--port", "0")
    command = gateway_process.GatewayCommand(arguments, os.environ)
    gateway = await gateway_process.start(command, dsn, {"ALLOWED_ORIGINS": ORIGIN}, directory / "gateway.log")
    try:
        yield gateway.url
    finally:
        await gateway.stop()


async def judging(runs: Path, *arguments: str) -> asyncio.subprocess.Process:
    """`opsmantik verify` in a process of its own."""
    command = (sys.executable, str(DOOR), "verify", "--runs", str(runs), *arguments)
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)


async def told(runs: Path, words: str) -> None:
    """Wait until the latest run has said this."""
    events = runs / "latest" / "events.jsonl"
    await wait_until(lambda: events.exists() and words in events.read_text(), 60)


async def killed(runs: Path, *arguments: str) -> None:
    """A run that is killed while it judges."""
    process = await judging(runs, *arguments)
    await told(runs, '"check_finished"')
    process.kill()
    await process.wait()


def with_gateway(dsn: str, directory: Path, use: Callable[[str], Coroutine[Any, Any, Any]]) -> Any:
    async def once() -> Any:
        async with gateway_on(dsn, directory) as url:
            return await use(url)

    return asyncio.run(once())


def test_what_a_killed_run_left_is_swept_by_the_next(database: str, tmp_path: Path) -> None:
    """The sites, all that hangs on them, and the rows that had to be made for them to refer to."""
    execute(database, DEMANDING)
    theirs = ("tenants", "auth.users")
    before = counts(database, *theirs)

    async def use(url: str) -> tuple[dict[str, int], int]:
        target = ("--gateway", url, "--database", database)
        await killed(tmp_path, *target, *LONG)
        left = counts(database, *theirs)
        return left, await (await judging(tmp_path, *target, *SHORT)).wait()

    left, code = with_gateway(database, tmp_path, use)
    assert code == 0
    assert left["sites"] > 0
    assert left["tenants"] == left["auth.users"] == 1
    assert counts(database, *theirs) == before
    assert '"swept"' in (tmp_path / "latest" / "events.jsonl").read_text()


def test_a_run_that_lives_is_not_swept(database: str, tmp_path: Path) -> None:
    """Two at once on one database: both end well, and nothing stays."""

    async def use(url: str) -> tuple[int, int]:
        target = ("--gateway", url, "--database", database)
        first = await judging(tmp_path, *target, *LONG)
        await told(tmp_path, '"check_finished"')
        second = await judging(tmp_path, *target, *SHORT)
        return await second.wait(), await first.wait()

    assert with_gateway(database, tmp_path, use) == (0, 0)
    assert not any("swept" in path.read_text() for path in tmp_path.glob("2*/events.jsonl"))
    assert counts(database) == dict.fromkeys(TABLES, 0)


def test_in_a_site_of_theirs_the_visits_of_a_killed_run_go_and_theirs_stay(database: str, tmp_path: Path) -> None:
    """They are known by the addresses, ids and fingerprints the killed run had invented."""
    execute(database, f"INSERT INTO sites (public_id) VALUES ('{SITE}')")
    execute(
        database,
        "INSERT INTO sessions (id, site_id, created_month, ip_address) SELECT gen_random_uuid(), id,"
        " date_trunc('month', now())::date, '192.0.2.1' FROM sites",
    )
    before = counts(database)

    async def use(url: str) -> dict[str, int]:
        target = ("--gateway", url, "--database", database, "--site", SITE)
        await killed(tmp_path, *target, *LONG)
        left = counts(database)
        await (await judging(tmp_path, *target, *SHORT)).wait()
        return left

    left = with_gateway(database, tmp_path, use)
    assert left["sessions"] > before["sessions"]
    assert counts(database) == before


def test_what_somebody_wanted_to_keep_stays(database: str, tmp_path: Path) -> None:
    """A run with --keep was not killed."""

    async def use(url: str) -> None:
        target = ("--gateway", url, "--database", database)
        await (await judging(tmp_path, *target, *SHORT, "--keep")).wait()
        await (await judging(tmp_path, *target, *SHORT)).wait()

    with_gateway(database, tmp_path, use)
    assert counts(database)["sites"] == 1


def test_after_ctrl_c_nothing_stays(database: str, tmp_path: Path) -> None:
    async def use(url: str) -> int:
        process = await judging(tmp_path, "--gateway", url, "--database", database, *LONG)
        await told(tmp_path, '"check_finished"')
        process.send_signal(signal.SIGINT)
        return await process.wait()

    assert with_gateway(database, tmp_path, use) == 130
    assert counts(database) == dict.fromkeys(TABLES, 0)


def test_by_url_alone_it_says_what_it_leaves(database: str, tmp_path: Path) -> None:
    """Without a DSN nothing can be removed."""
    execute(database, f"INSERT INTO sites (public_id) VALUES ('{SITE}')")

    async def use(url: str) -> int:
        return await (await judging(tmp_path, "--gateway", url, "--site", SITE, "--clause", "GWY-504")).wait()

    assert with_gateway(database, tmp_path, use) == 3
    events = [json.loads(line) for line in (tmp_path / "latest" / "events.jsonl").read_text().splitlines()]
    (left,) = (event for event in events if event["event"] == "left_behind")
    assert SITE in left["what"]
    assert "--database" in left["why"]
    (judged,) = (event for event in events if event["event"] == "clause_judged")
    assert (judged["id"], judged["verdict"]) == ("GWY-504", "not observable"), "a site of digits has no upper case"


def databases(server: PostgresServer) -> set[str]:
    with psycopg.connect(server.admin_dsn) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_databases_of_a_killed_run_are_dropped_by_the_next(postgres: PostgresServer, tmp_path: Path) -> None:
    """On a server that outlives the run."""
    before = databases(postgres)
    server = ("--database", postgres.admin_dsn)

    async def once() -> set[str]:
        await killed(tmp_path, *server, *LONG)
        left = databases(postgres)
        await (await judging(tmp_path, *server, *SHORT)).wait()
        return left

    assert len(asyncio.run(once()) - before) >= 2
    assert databases(postgres) == before
