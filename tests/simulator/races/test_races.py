"""The races by the front door on a real gateway: what must hold every round does, and a vice is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simulator.races.races import Race, RacesRefused, Round, Track
from tests.simulator.limiter.fake_limiter import FakeLimiter, bench_on

if TYPE_CHECKING:
    from schema.postgres import PostgresServer

FRONT_DOOR = Path(__file__).resolve().parents[3] / "opsmantik.py"
AT_ONCE, ROUNDS = 20, 2


def raced(postgres: PostgresServer, runs: Path, *more: str) -> tuple[int, dict[str, dict]]:
    command = [sys.executable, str(FRONT_DOOR), "races", "--database", postgres.admin_dsn, "--runs", str(runs)]
    command += ["--rounds", str(ROUNDS), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    told = json.loads((runs / "latest" / "races.json").read_text("utf-8"))
    return done.returncode, {race["name"]: race for race in told["races"]}


def test_the_books_of_every_race_close(postgres: PostgresServer, tmp_path: Path) -> None:
    """One stamp is one call; without one all but one are doubled at most; nobody is counted twice."""
    code, races = raced(postgres, tmp_path)
    assert code == 0
    assert [(one["lost"], one["doubled"]) for one in races["same stamp"]["rounds"]] == [(0, 0)] * ROUNDS
    assert all(0 <= one["doubled"] < AT_ONCE for one in races["no stamp"]["rounds"])
    assert all(one["doubled"] == 0 for one in races["first events of a session"]["rounds"])
    assert all(one["lost"] < AT_ONCE for one in races["heartbeats of a session"]["rounds"])
    assert {sum(one["statuses"].values()) for race in races.values() for one in race["rounds"]} == {AT_ONCE}


def test_a_build_that_ignores_the_stamp_is_seen(postgres: PostgresServer, tmp_path: Path) -> None:
    """Exit 1, and the rounds in which one stamp made several calls."""
    code, races = raced(postgres, tmp_path, "--faulty", "ignores-the-stamp")
    assert code == 1
    assert all(one["doubled"] for one in races["same stamp"]["rounds"])


def test_a_distribution_counts_rounds() -> None:
    """How many rounds had how many."""
    race = Race("r", "calls", "one", [Round({200: 20}, 0, lost, 0) for lost in (0, 2, 2)])
    assert race.distribution("lost") == {0: 1, 2: 2}
    assert race.broken == 2
    assert Race("r", "calls", None, race.rounds).broken == 0


def test_races_need_rows() -> None:
    """Without a database nothing can be counted."""
    from simulator.judge.wire import Wire  # noqa: PLC0415 - no loop is needed for one that is not used

    with pytest.raises(RacesRefused, match="--database"):
        Track(bench_on(Wire("http://127.0.0.1:1"), FakeLimiter(), 0), 1, 20)
