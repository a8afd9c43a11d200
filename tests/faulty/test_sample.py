"""A sample of the gallery, really run: a few builds of each room, chosen by a seed, end as they declare.

OPSMANTIK_TEST_SEED chooses others. All of them: `make faults`.
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
from browser_tests.engines import find_engine
from simulator.judge import events
from simulator.judge.browser import BrowserMissing
from simulator.judge.spec import read as read_spec
from simulator.verify import SPEC, World
from tests.faulty import gallery, room_of
from tests.faulty.run import Gallery, GalleryOptions, try_all

if TYPE_CHECKING:
    from schema.postgres import PostgresServer
    from tests.faulty.trial import Trial

assert tests.conformance
CLAUSES = read_spec(SPEC)
SEED = int(os.environ.get("OPSMANTIK_TEST_SEED", "20260129"))
SAMPLE = {"gateways": 4, "schemas": 3, "trackers": 2, "cures": 1}


def sample() -> list[str]:
    """Choose builds: always the same ones for a seed."""
    chance = random.Random(SEED)
    names = {room: [one for one in gallery() if room_of(one) == room] for room in SAMPLE}
    return [name for room, count in SAMPLE.items() for name in chance.sample(names[room], min(count, len(names[room])))]


def why_not(name: str) -> str:
    """Say why a build cannot be tried on this machine, or nothing."""
    if gallery()[name].is_tracker:
        try:
            find_engine("chromium")
        except BrowserMissing as missing:
            return str(missing)
    return ""


@pytest.fixture(scope="module")
def trials(postgres: PostgresServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trial]:
    """Try the sample once, two builds at a time."""
    directory = tmp_path_factory.mktemp("gallery")
    now_ms = lambda: time.time_ns() // 1_000_000  # noqa: E731 - the world's clock, as the command line gives it
    world = World(now_ms, lambda: str(uuid.uuid4()), SEED, os.environ, lambda: SEED)
    with closing(events.Stream(directory, now_ms)) as stream:
        options = GalleryOptions(SEED, scope="declared")
        tried = Gallery(options, world, CLAUSES, directory, postgres.admin_dsn, template, stream, asyncio.Lock())
        found = asyncio.run(try_all(tried, [gallery()[name] for name in sample() if not why_not(name)]))
    return {trial.name: trial for trial in found}


@pytest.mark.parametrize("name", sample())
def test_a_build_of_the_gallery_ends_as_it_declares(name: str, trials: dict[str, Trial]) -> None:
    """A fault is killed by each clause it declares; a cure is accused of nothing and cures what it says."""
    if reason := why_not(name):
        pytest.skip(reason)
    assert trials[name].wrong == []
    assert trials[name].results


def test_the_sample_is_from_every_room() -> None:
    """And of some size."""
    assert {room_of(name) for name in sample()} == set(SAMPLE)
    assert len(sample()) == sum(SAMPLE.values())
