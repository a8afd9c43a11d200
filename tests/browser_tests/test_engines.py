"""A browser that nobody knows is a slip of the pen, and one that is not here is none."""

from __future__ import annotations

import pytest

from browser_tests.engines import NoSuchEngine, find_engine
from simulator.judge.browser import BrowserMissing


def test_an_engine_that_nobody_knows_is_refused_in_a_sentence() -> None:
    with pytest.raises(NoSuchEngine, match="expected one of chromium, firefox, webkit, or all; came: opera") as refused:
        find_engine("opera")
    assert refused.value.exit_code == 2


def test_one_that_is_not_here_is_said_to_be_missing() -> None:
    with pytest.raises(BrowserMissing, match="not available here"):
        find_engine("webkit", {"PATH": ""})
