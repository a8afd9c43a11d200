"""One seed, one run at a time in a database: the second is told so, or draws another; and a claim ends with its run."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest

from simulator.seeds import DRAWS_MAX, SeedTaken, claimed, key
from simulator.waiting import wait_until
from tests.test_front_door import DOOR, call, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLAIM_AND_WAIT = """
import sys
from simulator.seeds import claimed
with claimed(sys.argv[1], "verify", 5, int):
    print("claimed", flush=True)
    sys.stdin.read()
"""


def drawing(*seeds: int) -> Callable[[], int]:
    return iter(seeds).__next__


def named_only() -> int:
    raise AssertionError("a seed was named: none is to be drawn")


def test_a_second_run_with_the_same_seed_is_told_so_until_the_first_is_over(database: str) -> None:
    with claimed(database, "verify", 5, named_only) as first:
        assert first == 5
        with (
            pytest.raises(
                SeedTaken, match=r"expected a seed that no other run uses in .*; came: 5, .* leave --seed out"
            ),
            claimed(database, "verify", 5, named_only),
        ):
            pass
        with claimed(database, "verify", 6, named_only) as other, claimed(database, "races", 5, named_only) as verb:
            assert (other, verb) == (6, 5)
    with claimed(database, "verify", 5, named_only) as again:
        assert again == 5
    assert SeedTaken.exit_code == 2


def test_a_seed_that_nobody_named_is_drawn_again_where_it_is_taken(database: str) -> None:
    with claimed(database, "verify", None, drawing(5)), claimed(database, "verify", None, drawing(5, 5, 7)) as second:
        assert second == 7


def test_drawing_ends(database: str) -> None:
    with claimed(database, "verify", 5, named_only):
        draws = iter([5] * (DRAWS_MAX + 1))
        with pytest.raises(SeedTaken), claimed(database, "verify", None, draws.__next__):
            pass
        assert len(list(draws)) == 1


def test_without_a_database_nothing_is_claimed() -> None:
    with claimed(None, "verify", 5, named_only) as first, claimed(None, "verify", 5, named_only) as second:
        assert (first, second) == (5, 5)
    with claimed(None, "verify", None, drawing(9)) as drawn:
        assert drawn == 9


def test_a_claim_ends_though_its_connection_was_ended(database: str) -> None:
    """A database that closes idle transactions costs the claim, never the run."""
    with claimed(database, "verify", 5, named_only), psycopg.connect(database, autocommit=True) as connection:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        assert connection.execute(ended).fetchall() == [(True,)]


def test_a_seed_of_any_size_has_a_lock() -> None:
    keys = {key("verify", seed) for seed in (0, 1, -1, 2**32, 2**200)}
    assert len(keys) == 5
    assert all(-(2**63) <= one < 2**63 for one in keys)


@pytest.mark.parametrize("verb", ["verify", "races"])
def test_a_verb_says_so_in_a_sentence_and_exits_two(
    verb: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the gateway is asked anything, and before anything is made."""
    target = ["--gateway", "http://127.0.0.1:1", "--database", database, "--seed", "5", "--runs", str(tmp_path)]
    with claimed(database, verb, 5, named_only):
        assert call(verb, *target, monkeypatch=monkeypatch) == 2
    said = capsys.readouterr().err
    assert re.match(r"expected a seed that no other run uses in .*; came: 5, ", said)
    assert rows(database) == 0


def test_a_killed_runs_seed_is_free_again(database: str) -> None:
    command = [sys.executable, "-c", CLAIM_AND_WAIT, database]
    with subprocess.Popen(
        command, cwd=DOOR.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout.readline() == "claimed\n"
        with pytest.raises(SeedTaken), claimed(database, "verify", 5, named_only):
            pass
        running.kill()
    asyncio.run(wait_until(lambda: is_free(database), 10))


def is_free(database: str) -> bool:
    try:
        with claimed(database, "verify", 5, named_only):
            return True
    except SeedTaken:
        return False
