"""Each profile on the reference and on the build that fails it: a sample here, all with OPSMANTIK_LOAD_ALL=1."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from loadtests import profiles
from tests.loadtests.commands import broken, load, result

if TYPE_CHECKING:
    from pathlib import Path

# Small enough for a test, large enough to fail.
SMALL = {
    "under": ("--scale", "0.4"),
    "many_clients": ("--scale", "0.02"),
    "duplicates": ("--scale", "0.2"),
    "rollover": ("--scale", "0.2"),
    "mixed": ("--rate", "25", "--duration", "5"),
    "soak": ("--rate", "40", "--duration", "40"),
    "capacity": ("--duration", "3"),
    "abuse": ("--duration", "3"),
}
# What must be seen of the faulty build.
SEEN = {
    "under": ("admission", "too_few"),
    "edge": ("admission", "too_many"),
    "double_burst": ("admission", "too_few"),
    "many_clients": ("admission", "too_few"),
    "shared_address": ("admission", "too_many"),
    "spoof": ("admission", "too_many"),
    "drain_storm": ("books", "stray"),
    "duplicates": ("books", "calls_stray"),
    "rollover": ("books", "lost"),
    "mixed": ("books", "doubled"),
    "soak": ("errors", "failed"),
    "capacity": ("admission", "too_few"),
    "abuse": ("admission", "too_few"),
}
ALL = os.environ.get("OPSMANTIK_LOAD_ALL")
SAMPLE = sorted(profiles.ALL) if ALL else ["edge"]
SAMPLE_OF_FAULTS = sorted(profiles.ALL) if ALL else ["drain_storm", "edge"]


@pytest.mark.parametrize("name", [name for name in SAMPLE if name != "abuse"])
def test_the_reference_comes_to_what_was_expected(name: str, tmp_path: Path) -> None:
    """Exit 0, and every count as it was planned before the first request."""
    done = load(name, *SMALL.get(name, ()), runs=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    for part in result(tmp_path)["parts"]:
        assert part["expected"]["limited"] == part["kinds"].get("limited", 0)
        assert part["books"]["closed"]


@pytest.mark.parametrize("name", SAMPLE_OF_FAULTS)
def test_the_faulty_build_fails_it(name: str, tmp_path: Path) -> None:
    """Exit 1, for the reason that the fault stands for."""
    done = load(name, *SMALL.get(name, ()), "--faulty", profiles.ALL[name].fault, runs=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert SEEN[name] in broken(tmp_path)


def test_every_profile_says_what_must_be_seen_of_its_fault() -> None:
    assert set(SEEN) == set(profiles.ALL)
