"""Odd schemas: a stricter one is accused of nothing, one without the dedupe key is judged as it is."""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import tests.conformance
from schema import databases
from simulator.judge import events
from simulator.judge.check import REGISTRY
from simulator.judge.judging import Terms
from simulator.judge.selection import select
from simulator.judge.spec import read as read_spec
from simulator.verify import SPEC, World
from tests.conformance.intent_fallback import NO_DEDUPE_KEY
from tests.faulty.fault import Fault
from tests.faulty.run import Gallery, GalleryOptions, _judged

if TYPE_CHECKING:
    from pathlib import Path

    from schema.postgres import PostgresServer
    from simulator.judge.verdict import ClauseResult

assert tests.conformance
SEED = 20260129
CLAUSES = read_spec(SPEC)
ASKED = ("SCH-8*", "GWY-503", "GWY-505", "GWY-619", "GWY-954", "GWY-901", "HAZ-106")
STRICTER = (
    "ALTER TABLE calls ADD CONSTRAINT clicks_have_a_stamp CHECK (source <> 'click' OR intent_stamp IS NOT NULL)",
    "ALTER TABLE calls ADD CONSTRAINT clicks_have_a_goal CHECK (intent_target <> '' AND matched_fingerprint <> '')",
    "ALTER TABLE calls ADD CONSTRAINT confirmed_at_a_time CHECK (confirmed_by IS NULL OR confirmed_at IS NOT NULL)",
    "ALTER TABLE calls ADD CONSTRAINT numbers_have_a_kind CHECK (phone_number ~ '^(tel|wa):')",
    "ALTER TABLE sessions ADD CONSTRAINT visits_are_counted CHECK (entry_page <> '' AND event_count IS NOT NULL)",
    """CREATE FUNCTION people_decide() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.status = 'junk' THEN RAISE EXCEPTION 'people decide what is junk'; END IF; RETURN NEW; END $$""",
    "CREATE TRIGGER people_decide BEFORE INSERT ON calls FOR EACH ROW EXECUTE FUNCTION people_decide()",
    "ALTER TABLE sites ADD CONSTRAINT ids_are_uuids CHECK (public_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')",
)
# What refuses what a clause wants to see, by clause.
UNSEEN = {
    "SCH-810": "clicks_have_a_stamp",
    "SCH-811": "people decide what is junk",
    "SCH-815": "confirmed_at_a_time",
    "GWY-503": "ids_are_uuids",
    "GWY-505": "ids_are_uuids",
    "GWY-954": "visits_are_counted",
}


def judged(
    ddl: tuple[str, ...], asked: tuple[str, ...], postgres: PostgresServer, directory: Path
) -> dict[str, ClauseResult]:
    """Judge the healthy gateway on a database with this DDL."""
    now_ms = lambda: time.time_ns() // 1_000_000  # noqa: E731 - the world's clock, as the command line gives it
    world = World(now_ms, lambda: str(uuid.uuid4()), SEED, os.environ, lambda: SEED)
    with Fault("odd", "Odd.", ddl=ddl).installed():
        template = databases.make_template(postgres.admin_dsn)
    with closing(events.Stream(directory, now_ms)) as stream:
        gallery = Gallery(
            GalleryOptions(SEED), world, CLAUSES, directory, postgres.admin_dsn, template, stream, asyncio.Lock()
        )
        terms = Terms(select(CLAUSES, REGISTRY, globs=asked), {}, SEED, now_ms)
        try:
            results = asyncio.run(_judged(gallery, None, terms))
        finally:
            databases.drop(postgres.admin_dsn, template)
    return {result.clause.id: result for result in results}


@pytest.fixture(scope="module")
def results(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ClauseResult]:
    """What comes of a database that is stricter."""
    return judged(STRICTER, ASKED, postgres, tmp_path_factory.mktemp("stricter"))


def test_nothing_is_accused_and_nothing_crashes(results: dict[str, ClauseResult]) -> None:
    verdicts = {clause: result.verdict for clause, result in results.items() if clause not in UNSEEN}
    assert {clause: verdict for clause, verdict in verdicts.items() if verdict not in ("valid", "shown")} == {}
    assert len(verdicts) > 10


@pytest.mark.parametrize("clause", sorted(UNSEEN))
def test_what_they_refuse_is_not_observable_and_named(clause: str, results: dict[str, ClauseResult]) -> None:
    assert results[clause].verdict == "not observable"
    reasons = [outcome.reason for outcome in results[clause].outcomes if outcome.verdict == "not observable"]
    assert any(UNSEEN[clause] in reason for reason in reasons), reasons


def test_a_database_without_the_key_is_judged_without_ddl(postgres: PostgresServer, tmp_path: Path) -> None:
    """The DDL that takes the key away fails there, so a check that ran it would be unknown."""
    asked = ("GWY-92[2-5]", "HAZ-212", "HAZ-213", "HAZ-404")
    found = {clause: one.verdict for clause, one in judged(NO_DEDUPE_KEY, asked, postgres, tmp_path).items()}
    valid = dict.fromkeys(("GWY-922", "GWY-923", "GWY-924", "GWY-925"), "valid")
    assert found == valid | dict.fromkeys(("HAZ-212", "HAZ-213", "HAZ-404"), "shown")
