"""Every recorded case, through HTTP and Postgres: the same answers and rows, or others for a reason that is told."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from schema.databases import clone, drop
from simulator.judge import spec as spec_file
from tests.house.tree import ROOT
from tests.recorded.case import CONFIGURATIONS, Case, read_cases, read_differences
from tests.recorded.matching import differences
from tests.recorded.playing import play
from tests.recorded.postgres_world import PostgresWorld, postgres_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schema.postgres import PostgresServer
    from tests.recorded.placeholders import Placeholders

CASES = read_cases()
ON_PURPOSE = read_differences()


@pytest.fixture(scope="module")
def world(postgres: PostgresServer, template: str) -> Iterator[PostgresWorld]:
    """One database for all cases, which empty it; the gateways of the seven configurations."""
    dsn = clone(postgres.admin_dsn, template)
    with asyncio.Runner() as runner, postgres_world(dsn, runner) as made:
        yield made
    drop(postgres.admin_dsn, dsn)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, world: PostgresWorld) -> None:
    """What differs is what the table says: in most cases nothing."""
    seen, names = play(case, world)
    found = differences(case.expected, seen, names)
    if case.name not in ON_PURPOSE:
        assert found == {}
        return
    told = ON_PURPOSE[case.name].seen
    assert set(told) == set(found)
    assert {member: came for member, (_, came) in found.items() if not says(told[member], came, names)} == {}


def says(told: object, came: object, names: Placeholders) -> bool:
    if told == "null":
        return came is None
    return names.accepts(told, came) if isinstance(told, str) else told == came


def test_every_configuration_is_recorded() -> None:
    """Nothing would be said of a configuration without cases; a case stands once."""
    assert {case.configuration for case in CASES} == set(CONFIGURATIONS)
    assert len({case.name for case in CASES}) == len(CASES) > 600


def test_a_difference_on_purpose_has_a_case_and_a_reason() -> None:
    """The reason is a clause of the spec, or a fact that is not reproduced."""
    spec = spec_file.read(ROOT / "SPEC.md")
    assert set(ON_PURPOSE) <= {case.name for case in CASES}
    for name, difference in ON_PURPOSE.items():
        cited = re.findall(r"\b(?:GWY|SCH)-\d{3}\b", difference.because)
        assert cited or "not reproduced" in difference.because, name
        assert set(cited) <= set(spec.by_id), name
