"""What a target can bear, by how fast it answered before it was judged."""

from __future__ import annotations

import pytest

from simulator.judge.check import NotObservable
from simulator.judge.speed import OVERLAP, OVERLAP_MOST, Speed


def test_a_brisk_target_is_asked_as_ever() -> None:
    brisk = Speed(0.004, 0.036)
    assert (brisk.overlap, brisk.filling, brisk.patience, brisk.at_once(100)) == (OVERLAP, OVERLAP, 1.0, 1)


def test_a_slow_target_that_answers_many_at_once_is_asked_more_at_a_time() -> None:
    slow = Speed(0.3, 0.32)
    assert slow.overlap == OVERLAP_MOST
    assert 1 < slow.filling < OVERLAP_MOST
    assert (round(slow.patience), slow.at_once(100)) == (3, 10)


def test_a_target_that_answers_one_after_the_other_is_not_crowded() -> None:
    busy = Speed(0.4, 4.0)
    assert (busy.overlap, busy.filling, busy.at_once(100)) == (2, 1, 10)


def test_a_target_too_slow_for_its_own_window_cannot_be_seen_to_limit() -> None:
    with pytest.raises(NotObservable, match="do not fit into its window"):
        Speed(1.0, 10.0).at_once(100)
