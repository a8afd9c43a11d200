"""Every check as one pytest item: a thin adapter over the judge's own runner.

The selected checks run once a session, overlapped as `opsmantik verify` would, against the bundled gateway on the
session's Postgres. Here nothing may be unobservable: we started it all ourselves.
"""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from typing import TYPE_CHECKING

import pytest

import tests.conformance
from schema import databases
from simulator import verify
from simulator.judge.check import REGISTRY
from simulator.judge.gateway_process import GatewayCommand
from simulator.judge.history import History
from simulator.judge.judging import Judgement, Terms, judge
from simulator.judge.opening import Opening
from simulator.judge.record import TargetRecord
from simulator.judge.selection import Selection
from simulator.judge.variant import Databases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schema.postgres import PostgresServer
    from simulator.judge.spec import Spec
    from simulator.judge.verdict import Outcome

assert tests.conformance
SEED = 20260129
GOOD = {"MUST": {"valid"}, "SHOULD": {"valid"}, "MAY": {"valid"}, "HAZ": {"shown", "not shown"}}


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def chosen(spec: Spec, session: pytest.Session) -> Selection:
    """Give the checks whose items pytest selected, so that `-k` runs no others."""
    names = [item.callspec.params["name"] for item in session.items if "outcomes" in getattr(item, "fixturenames", ())]
    return Selection(spec.clauses, tuple(REGISTRY[name] for name in names), ())


@pytest.fixture(scope="session")
def spec() -> Spec:
    return verify.read_spec(verify.SPEC)


@pytest.fixture(scope="session")
def outcomes(
    request: pytest.FixtureRequest,
    spec: Spec,
    postgres: PostgresServer,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Outcome]]:
    """Run what was selected, once; each check's outcome by its name."""
    directory = tmp_path_factory.mktemp("conformance")
    history = History(directory / "history.jsonl", now_ms)
    dsn = databases.clone(postgres.admin_dsn, template)
    opening = Opening(
        record=TargetRecord(),
        bundled=GatewayCommand.bundled(verify.ROOT / "opsmantik.py", os.environ),
        dsn=dsn,
        databases=Databases(postgres.admin_dsn, template),
        directory=directory,
        history=history,
        first_address=now_ms(),
        new_public_id=lambda: str(uuid.uuid4()),
        now_ms=now_ms,
        tell=lambda _kind, **_facts: None,
    )
    judgement: Judgement = asyncio.run(judge(opening, Terms(chosen(spec, request.session), {}, SEED, now_ms)))
    history.close()
    yield {outcome.check: outcome for outcome in judgement.outcomes}
    databases.drop(postgres.admin_dsn, dsn)


# What needs a browser is played in a session of its own: `pytest browser_tests`.
@pytest.mark.parametrize("name", sorted(name for name, one in REGISTRY.items() if "browser" not in one.needs))
def test_check(name: str, outcomes: dict[str, Outcome], spec: Spec) -> None:
    """The reference holds the clause; the check's own docstring is the claim."""
    outcome = outcomes[name]
    assert outcome.verdict in GOOD[spec.by_id[outcome.clause].level], (
        f"{outcome.clause} {outcome.verdict}: {outcome.reason or outcome.what}"
        f" expected {outcome.expected or 'it to hold'}, saw {outcome.seen or 'that'}; the claim: {outcome.claim}"
    )
