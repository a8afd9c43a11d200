"""Thresholds: our own, a profile's over them, a file's over those; a name that is none is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from loadtests import thresholds

if TYPE_CHECKING:
    from pathlib import Path


def test_a_profiles_table_wins_over_the_common_one() -> None:
    assert 0.05 == thresholds.read("edge")["generator"]["late_share_max"]
    assert thresholds.NO_BOUND == thresholds.read("capacity")["generator"]["late_share_max"]


def test_a_file_wins_over_our_own_name_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[latency_ms]\np99_max = 7\n[profile.edge.latency_ms]\np50_max = 3\n", "utf-8")
    assert (7, 3) == tuple(thresholds.read("edge", path)["latency_ms"][name] for name in ("p99_max", "p50_max"))
    assert 3000 == thresholds.read("under", path)["latency_ms"]["p50_max"]


@pytest.mark.parametrize(
    "text",
    [
        *("[latency_ms]\np98_max = 1", "[nothing]\nx = 1", 'books = "no"', "[books]\nlost_max = 'x'", "["),
        *("[books]\nlost_max = true", "[books]\nlost_max = nan", "[profile.edges.books]\nlost_max = 1", "profile = 3"),
        *("[profile]\nedge = 1", "[profile.under.books]\nlast_max = 1"),
    ],
)
def test_what_is_no_threshold_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(thresholds.ThresholdsRefused, match="expected"):
        thresholds.read("edge", path)


def test_a_figure_at_its_bound_is_kept_and_past_it_is_not() -> None:
    bounds = {"books": {"lost_max": 0, "stray_max": -1}}
    kept = list(thresholds.judged(bounds, {"books": {"lost": 0, "stray": 9}}))
    broken = list(thresholds.judged(bounds, {"books": {"lost": 1}}))
    assert [("lost", True)] == [(one.name, one.kept) for one in kept]
    assert [("lost", False)] == [(one.name, one.kept) for one in broken]
