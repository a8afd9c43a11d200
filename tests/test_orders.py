"""Three shuffled orders give the same verdicts: no check lives on what another left behind.

A sample of all sections, chosen by a seed (OPSMANTIK_TEST_SEED chooses another), on one gateway and one database.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import tests.conformance
from simulator import verify
from simulator.judge.check import REGISTRY
from simulator.judge.gateway_process import GatewayCommand
from simulator.judge.history import History
from simulator.judge.judging import Judgement, Terms, judge
from simulator.judge.opening import Opening
from simulator.judge.record import TargetRecord
from simulator.judge.selection import Asked, choose
from simulator.judge.variant import Databases

if TYPE_CHECKING:
    from pathlib import Path

    from schema.postgres import PostgresServer
    from simulator.judge.selection import Selection

assert tests.conformance
SEED = int(os.environ.get("OPSMANTIK_TEST_SEED", "20260129"))
ORDERS = (1, 2, 3)
SAMPLE = 60


def sample() -> Selection:
    """Choose clauses whose checks share a gateway and a database; no hazards, which may be a matter of luck."""
    spec = verify.read_spec(verify.SPEC)
    alone = {one.clause for one in REGISTRY.values() if (one.needs | one.uses) & {"start", "browser"}}
    sharing = {one.clause for one in REGISTRY.values()} - alone
    judged = sorted(one for one in sharing if spec.by_id[one].level != "HAZ")
    return choose(spec, REGISTRY, Asked(globs=random.Random(SEED).sample(judged, SAMPLE)))


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def judged_in(order: int, selection: Selection, dsn: str, databases: Databases, directory: Path) -> Judgement:
    """One whole run, begun in this order."""
    directory.mkdir()
    with closing(History(None, now_ms)) as history:
        opening = Opening(
            record=TargetRecord(),
            bundled=GatewayCommand.bundled(verify.FRONT_DOOR, os.environ),
            dsn=dsn,
            databases=databases,
            directory=directory,
            history=history,
            first_address=now_ms(),
            new_public_id=lambda: str(uuid.uuid4()),
            now_ms=now_ms,
            tell=lambda _kind, **_facts: None,
        )
        terms = Terms(selection, {}, SEED, now_ms, order=order)
        return asyncio.run(judge(opening, terms))


def test_three_orders_give_the_same_verdicts(
    postgres: PostgresServer, template: str, database: str, tmp_path: Path
) -> None:
    selection = sample()
    databases = Databases(postgres.admin_dsn, template)
    runs = [judged_in(order, selection, database, databases, tmp_path / str(order)) for order in ORDERS]
    verdicts = [{result.clause.id: result.verdict for result in run.results} for run in runs]
    begun = [[outcome.check for outcome in run.outcomes] for run in runs]
    assert begun[0] != begun[1] != begun[2]
    assert len(verdicts[0]) == SAMPLE
    assert verdicts == [dict.fromkeys(verdicts[0], "valid")] * len(ORDERS)
