"""Bounds from intervals: what may lie on either side of an edge never decides anything."""

from __future__ import annotations

import pytest

from simulator.judge.wire import Answer
from simulator.limiter.edge import Bounds, Window, age_of_readmission, anchor_of, moment_of_readmission
from simulator.limiter.seen import Seen


def seen(sent: float, answered: float, status: int = 200) -> Seen:
    return Seen(1, "beacon", sent, answered, Answer(status, (), b""))


def test_an_age_is_bounded_by_both_intervals() -> None:
    """Refused at least 90 - 5 after the latest possible start, let in at most 130 - 0 after the earliest."""
    later = [seen(50, 60, 429), seen(90, 95, 429), seen(120, 130)]
    assert age_of_readmission(seen(0, 5), later) == Bounds(85, 130)
    assert moment_of_readmission(later) == Bounds(90, 130)


def test_what_comes_after_the_readmission_is_another_windows() -> None:
    assert age_of_readmission(seen(0, 0), [seen(10, 10, 429), seen(20, 20), seen(30, 30, 429)]) == Bounds(10, 20)


def test_without_a_readmission_there_is_no_upper_bound() -> None:
    assert not age_of_readmission(seen(0, 1), [seen(10, 11, 429)]).finite


def test_one_age_is_the_first_request() -> None:
    assert anchor_of((Bounds(59, 61), Bounds(59, 61)), (Bounds(58, 60), Bounds(68, 70))) == "first request"


def test_one_moment_is_the_clock() -> None:
    assert anchor_of((Bounds(20, 22), Bounds(20, 22)), (Bounds(10, 12), Bounds(20, 22))) == "clock"


def test_what_fits_both_decides_nothing() -> None:
    wide = Bounds(0, 100)
    assert anchor_of((wide, wide), (wide, wide)) is None


def test_what_fits_neither_decides_nothing() -> None:
    assert anchor_of((Bounds(1, 2), Bounds(1, 2)), (Bounds(3, 4), Bounds(5, 6))) is None


def test_a_first_request_s_window_ends_with_its_length() -> None:
    window = Window("first request", Bounds(60, 61), Bounds(0, 1))
    assert window.end_for(seen(100, 105)) == Bounds(160, 166)


def test_a_clock_s_window_ends_at_its_next_edge() -> None:
    window = Window("clock", Bounds(59, 60), Bounds(10, 11))
    assert window.end_for(seen(20, 21)) == Bounds(69, 71)
    assert window.end_for(seen(75, 76)) == Bounds(128, 131)


@pytest.mark.parametrize(("span", "holds"), [((0, 60), True), ((0, 61), False)])
def test_a_first_request_s_window_holds_what_is_no_longer(span: tuple[float, float], holds: bool) -> None:  # noqa: FBT001
    assert Window("first request", Bounds(60, 61), Bounds(0, 1)).holds(span) is holds


@pytest.mark.parametrize(
    ("span", "holds"),
    [((12, 60), True), ((12, 70), False), ((75, 120), True), ((5, 12), False), ((-45, 5), True), ((-55, 5), False)],
)
def test_a_clock_s_window_holds_what_no_edge_cuts(span: tuple[float, float], holds: bool) -> None:  # noqa: FBT001
    assert Window("clock", Bounds(59, 60), Bounds(10, 11)).holds(span) is holds
