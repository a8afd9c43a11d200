"""The store in memory against the real one: the same beacons through the same gateway, the same answers and rows."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from simulator import beacons, postgres_grammar
from simulator.memory_store import MemoryStore, finish
from simulator.postgres_grammar import CannotPredict
from tests.fixtures.gateway import CollectedDecisions, Ground, request

if TYPE_CHECKING:
    from reference.wire import Answer

VISITORS = 12
# What no client decides: the database makes these.
MADE_BY_THE_DATABASE = ("id", "created_at")
TABLES = {
    "sessions": "SELECT *, tableoid::regclass::text AS partition FROM sessions ORDER BY created_at, id",
    "events": "SELECT *, tableoid::regclass::text AS partition FROM events ORDER BY created_at, id",
    "calls": "SELECT * FROM calls ORDER BY created_at, id",
}


def store_for(ground: Ground, sites: dict[str, str]) -> MemoryStore:
    at_us = iter(range(ground.clock.at_ms * 1000, 2**62))
    return MemoryStore(sites=sites, months=[ground.month], now_us=lambda: next(at_us), random=Random(1))


def played(ground: Ground, site: str) -> list[dict[str, Any]]:
    """Give every kind of beacon of a dozen visitors, some twice, some without a stamp, some of another month."""
    random, now_ms = Random(7), ground.clock.at_ms
    told: list[dict[str, Any]] = []
    for _ in range(VISITORS):
        visitor = beacons.new_visitor(random, site=site, origin="https://www.example.com")
        told += [beacon for _, beacon in beacons.visit(visitor, random, now_ms)]
        call = beacons.phone_call(visitor, random, now_ms)
        unstamped = beacons.whatsapp(visitor, random, now_ms)
        del unstamped[beacons.META][beacons.INTENT_STAMP]
        told += [call, call, unstamped, unstamped, {**call, beacons.MONTH: "2031-01-01"}, {**call, "s": "no site"}]
        told.append({**beacons.page_view(visitor, now_ms), beacons.SESSION: "no uuid"})
        told.append({**beacons.page_view(visitor, now_ms), "u": "https://www.example.com/?gclid=caf%E9&wbraid=%ff+a"})
        told += [{**unstamped, "el": label} for label in ("0532 111 22 33", "https://wa.me/?phone=%FF", "[no/URL//")]
        told.append({**beacons.scroll_depth(visitor, now_ms, 90), beacons.VALUE: "12.50"})
    return told


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row as texts and values of JSON, without what the database made."""
    kept = {name: value for name, value in row.items() if name not in MADE_BY_THE_DATABASE}
    as_text = tuple(name for name in kept if name.endswith(("_id", "month", "address", "value")))
    return {name: str(value) if name in as_text else value for name, value in kept.items()}


def test_the_same_beacons_are_answered_and_stored_alike(ground: Ground) -> None:
    """Every answer, and every column of every row but ids and times of making, is what the real Postgres gives."""
    site = ground.new_site()
    ids = {row["public_id"]: str(row["id"]) for row in ground.fetch("SELECT id, public_id FROM sites")}
    memory = store_for(ground, ids)
    real_gateway, memory_gateway = ground.gateway(), ground.gateway(memory)
    answers: list[tuple[Answer, Answer]] = []
    for number, body in enumerate(played(ground, site)):
        asked = request(body, address=f"10.0.{number // 50}.7")
        ground.chance.seed(number)
        really = ground.run(real_gateway.ingest(asked, CollectedDecisions()))
        ground.chance.seed(number)
        answers.append((really, finish(memory_gateway.ingest(asked, CollectedDecisions()))))
    assert [really for really, _ in answers] == [in_memory for _, in_memory in answers]
    assert {200, 400, 500} == {really.status for really, _ in answers}
    rows = memory.read()
    for table, statement in TABLES.items():
        assert [plain(row) for row in ground.fetch(statement)] == [plain(row) for row in rows[table]], table
        assert len(rows[table]) >= VISITORS


def test_a_month_without_a_partition_is_refused_as_postgres_refuses_it(ground: Ground) -> None:
    """The log's error fields are the same: message, SQLSTATE and detail."""
    site = ground.new_site()
    ids = {row["public_id"]: str(row["id"]) for row in ground.fetch("SELECT id, public_id FROM sites")}
    visitor = beacons.new_visitor(Random(3), site=site, origin="https://www.example.com")
    asked = request({**beacons.page_view(visitor, ground.clock.at_ms), beacons.MONTH: "2031-01-01"})
    ground.log.lines.clear()
    ground.run(ground.gateway().ingest(asked, CollectedDecisions()))
    finish(ground.gateway(store_for(ground, ids)).ingest(asked, CollectedDecisions()))
    faults = [fields for _, line, fields in ground.log.lines if line.startswith("[SYNC_API] Session insert failed")]
    really, in_memory = ([fields[name] for name in ("message", "code", "details")] for fields in faults)
    assert really == in_memory
    assert really[1] == "23514"


@pytest.mark.parametrize(
    ("coerce", "value"),
    [
        (grammar, value)
        for grammar, values in {
            postgres_grammar.uuid: ("{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}", "", 1.0),
            postgres_grammar.day: ("tomorrow", "2026-02-30", "26-1-1", "infinity", 20260101.0),
            postgres_grammar.integer: ("1.5", 1.5, 2.0**31, True, " 7"),
            postgres_grammar.numeric: (True, "12", 1e300),
            postgres_grammar.address: ("::1", "10.0.0.1/8", "10.0.0.01", " 10.0.0.1", "unknown"),
            postgres_grammar.text: ("a\0b", "\ud800"),
            postgres_grammar.jsonb: ({"a\0": 1.0}, ["\udfff"]),
            postgres_grammar.indexed_text: ("x" * 3000,),
        }.items()
        for value in values
    ],
)
def test_what_only_postgres_can_know_is_not_guessed(coerce: Any, value: Any) -> None:
    """A value outside the grammar raises CannotPredict, and says which."""
    with pytest.raises(CannotPredict, match="certain without asking Postgres"):
        coerce(value)


def test_no_gateway_catches_it(ground: Ground) -> None:
    """It passes through the gateway's outermost catch, so no wrong answer can be made of it."""
    ids = {ground.new_site(): "0b5e4a71-0000-4000-8000-000000000001"}
    visitor = beacons.new_visitor(Random(3), site=next(iter(ids)), origin="https://www.example.com")
    asked = request({**beacons.page_view(visitor, ground.clock.at_ms), beacons.MONTH: "next month"})
    with pytest.raises(CannotPredict):
        finish(ground.gateway(store_for(ground, ids)).ingest(asked, CollectedDecisions()))


def test_whoever_drives_decides_who_is_first(ground: Ground) -> None:
    """Two first events of one session: both look, then both insert, and the second is a duplicate, as in Postgres."""
    ids = {ground.new_site(): "0b5e4a71-0000-4000-8000-000000000001"}
    visitor = beacons.new_visitor(Random(3), site=next(iter(ids)), origin="https://www.example.com")
    gateway = ground.gateway(store_for(ground, ids))
    asked = request(beacons.page_view(visitor, ground.clock.at_ms))
    first, second = (gateway.ingest(asked, CollectedDecisions()) for _ in range(2))
    while second.send(None).statement != "insert_session":
        pass
    assert 200 == finish(first).status
    assert 500 == finish(second).status
