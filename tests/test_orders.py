"""Shuffled orders give the same verdicts: no check lives on what another left behind, whatever a build makes of that.

A sample of all sections, chosen by a seed (OPSMANTIK_TEST_SEED chooses another), on one gateway and one database; and
less of it on gateways of the gallery, among them those that once were judged by who came first.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

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
from tests.faulty import gallery, room_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from schema.postgres import PostgresServer
    from simulator.judge.selection import Selection

assert tests.conformance
SEED = int(os.environ.get("OPSMANTIK_TEST_SEED", "20260129"))
ORDERS = (1, 2, 3)
SAMPLE, SAMPLE_FAULTY, ORDERS_FAULTY = 60, 8, (1, 3)
# What a refusal says, what a google referrer gives, and what a click leaves: each once hung on another check's doing.
HUNG_ON_ORDER = {
    "lets-the-101st-in": ("GWY-311", "GWY-318", "GWY-319", "GWY-320", "GWY-321", "GWY-322"),
    "shares-past-clicks-among-visitors": ("GWY-712", "GWY-735", "GWY-739"),
    "makes-one-stamp-for-a-target": ("GWY-901", "GWY-908", "GWY-926", "GWY-929"),
    "counts-a-whole-network": ("GWY-301", "GWY-401", "GWY-501"),
}


def sharing() -> list[str]:
    """Name the clauses whose checks share a gateway and a database; no hazards, which may be a matter of luck."""
    spec = verify.read_spec(verify.SPEC)
    alone = {one.clause for one in REGISTRY.values() if (one.needs | one.uses) & {"start", "browser"}}
    return sorted(one for one in {one.clause for one in REGISTRY.values()} - alone if spec.by_id[one].level != "HAZ")


def chosen(clauses: Sequence[str]) -> Selection:
    return choose(verify.read_spec(verify.SPEC), REGISTRY, Asked(globs=clauses))


def faulty_gateways() -> list[str]:
    """Those that hung on it, and one more, drawn by the seed."""
    others = [name for name in gallery() if room_of(name) == "gateways" and name not in HUNG_ON_ORDER]
    return [*HUNG_ON_ORDER, random.Random(SEED).choice(others)]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def judged_in(
    order: int, selection: Selection, dsn: str, databases: Databases, directory: Path, *faulty: str
) -> Judgement:
    """One whole run, begun in this order."""
    directory.mkdir()
    with closing(History(None, now_ms)) as history:
        opening = Opening(
            record=TargetRecord(),
            bundled=GatewayCommand.bundled(verify.FRONT_DOOR, os.environ, faulty),
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
    selection = chosen(random.Random(SEED).sample(sharing(), SAMPLE))
    databases = Databases(postgres.admin_dsn, template)
    runs = [judged_in(order, selection, database, databases, tmp_path / str(order)) for order in ORDERS]
    verdicts = [{result.clause.id: result.verdict for result in run.results} for run in runs]
    begun = [[outcome.check for outcome in run.outcomes] for run in runs]
    assert begun[0] != begun[1] != begun[2]
    assert len(verdicts[0]) == SAMPLE
    assert verdicts == [dict.fromkeys(verdicts[0], "valid")] * len(ORDERS)


@pytest.mark.parametrize("name", faulty_gateways())
def test_a_wrong_gateway_is_judged_alike_in_every_order(
    name: str, postgres: PostgresServer, template: str, database: str, tmp_path: Path
) -> None:
    drawn = random.Random(SEED).sample(sharing(), SAMPLE_FAULTY)
    named = {*HUNG_ON_ORDER.get(name, ()), *gallery()[name].killed_by, *drawn}
    selection, databases = chosen(sorted(named)), Databases(postgres.admin_dsn, template)
    verdicts = []
    for order in ORDERS_FAULTY:
        run = judged_in(order, selection, database, databases, tmp_path / str(order), "--faulty", name)
        verdicts.append({result.clause.id: result.verdict for result in run.results})
    assert verdicts == [verdicts[0]] * len(ORDERS_FAULTY)
    assert {verdicts[0][clause] for clause in gallery()[name].killed_by} <= {"invalid", "deviates"}
