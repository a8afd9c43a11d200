"""What a profile must come to is known before the first request, and is the same in whichever process it is built."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from loadtests import profiles
from loadtests.arrival import LOAD_ID, Settings, marked
from loadtests.order import Order
from loadtests.plan import expectation
from simulator.beacons import META
from tests.faulty import gallery

NOW_MS = 1_795_737_600_000
MOVED = Settings(
    profile="",
    seed=7,
    site="5b0c0d2e-7c1f-4b0a-9d55-0a8b3f4c1d2e",
    origin="https://shop.example",
    month="2026-11-01",
    next_month="2026-12-01",
    now_ms=NOW_MS,
    month_edge_ms=1_796_083_200_000,
    moved=True,
    own_database=True,
)
REAL = replace(MOVED, moved=False, own_database=False)
# Of the whole profile at scale 1: requests, synced, limited, failed, stamps.
EXPECTED = {
    "under": (1_485, 1_485, 0, 0, 0),
    "edge": (406, 400, 6, 0, 0),
    "double_burst": (402, 400, 2, 0, 0),
    "many_clients": (15_200, 14_950, 250, 0, 0),
    "spoof": (423, 420, 3, 0, 0),
    "drain_storm": (561, 540, 21, 0, 49),
    "duplicates": (280, 280, 0, 0, 80),
    "rollover": (720, 540, 0, 180, 180),
    "mixed": (1_200, 1_200, 0, 0, None),
}


def told(name: str, settings: Settings) -> list:
    profile = profiles.find(name)
    settings = replace(settings, profile=profile.name)
    return [expectation(part, settings) for part in profile.parts(settings)]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_profile_comes_to_what_its_title_says(name: str) -> None:
    """Literal sums: the windows are replayed over the planned times."""
    found = told(name, MOVED)
    sums = [sum(getattr(one, what) for one in found) for what in ("requests", "synced", "limited", "failed", "stamps")]
    assert [number for number in EXPECTED[name] if number is not None] == sums[: 4 + (EXPECTED[name][4] is not None)]


def test_under_has_one_less_than_the_limit_in_each_window() -> None:
    (found,) = told("under", MOVED)
    assert {99} == {count for counts in found.offered.values() for count in counts}


def test_twice_the_limit_passes_across_the_edge() -> None:
    """100 in the last moments of a window and 100 in the first of the next; the 201st does not."""
    (found,) = told("double_burst", MOVED)
    assert [[100, 101]] * 2 == list(found.offered.values())
    assert [[100, 100]] * 2 == list(found.admitted.values())


@pytest.mark.parametrize("settings", [MOVED, REAL], ids=["moved", "real"])
@pytest.mark.parametrize("name", [*profiles.ALL, *profiles.HIDDEN])
def test_another_process_builds_the_same_arrivals(name: str, settings: Settings) -> None:
    """From the order's text alone; in the order of their times, and with addresses for every client."""
    settings = replace(settings, profile=name)
    for number, part in enumerate(profiles.find(name).parts(settings)[:2]):
        order = Order(settings, number, "token", "http://127.0.0.1:1/api/sync", ("10.0.0.1",), "records.jsonl")
        mine = list(islice(part.arrivals(), 3_000))
        assert mine == list(islice(Order.parsed(order.written()).to_send().arrivals(), 3_000))
        assert [one.at_ms for one in mine] == sorted(one.at_ms for one in mine)
        assert all(0 <= one.client < part.clients and 0 <= (one.caller or 0) < part.clients for one in mine)
        assert mine


def test_another_seed_sends_something_else() -> None:
    first, second = (
        next(profiles.find("mixed").parts(replace(MOVED, profile="mixed", seed=seed))[0].arrivals()) for seed in (1, 2)
    )
    assert first.beacon != second.beacon


def test_a_load_id_changes_nothing_else_of_a_beacon() -> None:
    beacon = next(profiles.find("edge").parts(replace(MOVED, profile="edge"))[0].arrivals()).beacon
    load = marked(beacon, "token.1")
    assert "token.1" == load[META].pop(LOAD_ID)
    assert beacon == load


def test_every_profile_has_a_build_of_the_gallery_that_fails_it() -> None:
    """That it does is shown by running it: test_profiles.py."""
    assert {one.name: one.fault for one in profiles.ALL.values() if one.fault not in gallery()} == {}


def test_an_unknown_profile_is_told_with_those_there_are() -> None:
    with pytest.raises(profiles.NoSuchProfile, match="double_burst"):
        profiles.find("edgy")
