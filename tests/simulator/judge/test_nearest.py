"""A misspelt name is answered with the nearest one there is, and nothing where none is near."""

from __future__ import annotations

import pytest

from simulator.judge.nearest import nearest


@pytest.mark.parametrize(
    ("came", "hint"),
    [
        ("verfy", "; did you mean verify?"),
        ("DRAIN_STORM", "; did you mean drain-storm?"),
        ("gwy-10l", "; did you mean GWY-101?"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_is_told(came: str, hint: str) -> None:
    assert nearest(came, ["verify", "drain-storm", "GWY-910", "GWY-101"]) == hint
