"""The store's figures are taken of the events they say, by meters that a test can read."""

from __future__ import annotations

from itertools import count

import pytest

from simulator.store_bench import BenchOptions, Meters, Size, describe, run


@pytest.mark.parametrize("hard", [False, True])
def test_a_figure_is_of_the_second_half_of_the_events(hard: bool) -> None:  # noqa: FBT001 - a parameter
    """Between two readings are a second and 2,000 bytes, of 500 events."""
    seconds, thousands = count(), count(step=2_000)
    taken = run(BenchOptions(1_000, hard=hard), Meters(lambda: next(seconds), lambda: next(thousands)))
    assert taken == [Size(events=1_000, event_us=2_000.0, event_bytes=4.0)]


def test_the_table_compares_with_the_smallest_size() -> None:
    """Each line has its ratio to the first."""
    taken = [Size(1_000, 200.0, 5_000.0), Size(10_000, 250.0, 4_000.0)]
    assert ["1,000", "200", "1.00", "5,000"] == describe(taken, BenchOptions()).splitlines()[2].split()
    assert ["10,000", "250", "1.25", "4,000"] == describe(taken, BenchOptions()).splitlines()[3].split()
