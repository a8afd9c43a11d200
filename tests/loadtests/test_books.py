"""The books: what is lost, doubled, stray or misplaced is found by SQL, and what nobody knows is only bounded."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest

from loadtests import books, profiles, records
from loadtests.plan import load_id
from schema.databases import clone, drop
from simulator.beacons import META, MONTH, SESSION
from simulator.judge.rows import Rows
from simulator.judge.site import Sites
from tests.loadtests.test_plan import MOVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schema.postgres import PostgresServer

TOKEN = "tok"  # noqa: S105 - a load id's first half
SITE_ID = "aaaaaaaa-0000-4000-8000-000000000001"
SETTINGS = replace(MOVED, profile="duplicates", scale=0.05)
PART = profiles.find("duplicates").parts(SETTINGS)[0]
ARRIVALS = list(PART.arrivals())


@pytest.fixture
def dsn(postgres: PostgresServer, template: str) -> Iterator[str]:
    made = clone(postgres.admin_dsn, template)
    yield made
    drop(postgres.admin_dsn, made)


def stored(dsn: str, numbers: list[int], calls: list[str]) -> str:
    """Put rows there for these requests and calls for these stamps; gives the month they lie in."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("INSERT INTO sites (id, public_id) VALUES (%s, %s)", [SITE_ID, SETTINGS.site])
        month = conn.execute("SELECT date_trunc('month', now())::date::text").fetchone()[0]
        for number in numbers:
            sid = ARRIVALS[number].beacon[SESSION]
            conn.execute(
                "INSERT INTO sessions (id, site_id, created_month) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [sid, SITE_ID, month],
            )
            conn.execute(
                "INSERT INTO events (session_id, session_month, url, event_category, event_action, metadata)"
                " VALUES (%s, %s, 'u', 'c', 'a', jsonb_build_object('load_id', %s::text))",
                [sid, month, load_id(TOKEN, number)],
            )
        for stamp in calls:
            conn.execute(
                "INSERT INTO calls (site_id, phone_number, intent_stamp) VALUES (%s, 'x', %s)", [SITE_ID, stamp]
            )
    return month


def answered(**kinds: list[int]) -> records.Outcomes:
    """Give outcomes in which every request is `synced` but those that are named."""
    outcomes = records.Outcomes(len(ARRIVALS))
    outcomes.kind[:] = bytes([records.SYNCED]) * len(ARRIVALS)
    for kind, numbers in kinds.items():
        for number in numbers:
            outcomes.kind[number] = records.KINDS.index(kind)
    return outcomes


def closed(dsn: str, outcomes: records.Outcomes, month: str) -> books.Books:
    arrivals = [replace(one, beacon={**one.beacon, MONTH: month}) for one in ARRIVALS]
    part = replace(PART, arrivals=lambda: iter(arrivals))

    async def close() -> books.Books:
        rows = Rows(dsn)
        await rows.open()
        try:
            site = await Sites(rows).find(SETTINGS.site)
            return await books.close(rows, site, part, outcomes, TOKEN, calls_before=0)
        finally:
            await rows.close()

    return asyncio.run(close())


def stamps() -> list[str]:
    return sorted({one.beacon[META]["intent_stamp"] for one in ARRIVALS if "intent_stamp" in one.beacon[META]})


def test_books_of_a_right_gateway_close(dsn: str) -> None:
    month = stored(dsn, list(range(len(ARRIVALS))), stamps())
    found = closed(dsn, answered(), month)
    assert found.closed
    assert (len(ARRIVALS), len(ARRIVALS), len(stamps())) == (found.synced, found.stored, found.calls)


def test_what_is_not_as_it_was_answered_is_found_by_number(dsn: str) -> None:
    """One lost, one doubled, one stored though refused, one that nobody knows; a call lost, and one of nobody's."""
    everything = list(range(len(ARRIVALS)))
    month = stored(dsn, [*everything[1:], 5], [*stamps()[1:], "nobody's"])
    found = closed(dsn, answered(limited=[3], silent=[4]), month)
    assert {"lost": [0], "doubled": [5], "stray": [3]} == found.named
    assert (1, 1) == (found.unknown, found.unknown_stored)
    assert (1, 1) == (found.calls_lost, found.calls_stray)
    assert not found.closed


def test_a_row_in_another_month_is_misplaced(dsn: str) -> None:
    stored(dsn, [0], [])
    assert 1 == closed(dsn, answered(), "2031-01-01").misplaced
