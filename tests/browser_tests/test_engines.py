"""A browser that nobody knows is a slip of the pen, and one that is not here is none."""

from __future__ import annotations

import pytest

from browser_tests.engines import NoDisplay, NoSuchEngine, find_engine, must_be_shown
from browser_tests.watching import first_of
from simulator.judge.browser import BrowserMissing


def test_an_engine_that_nobody_knows_is_refused_in_a_sentence() -> None:
    with pytest.raises(NoSuchEngine, match="expected one of chromium, firefox, webkit, or all; came: opera") as refused:
        find_engine("opera")
    assert refused.value.exit_code == 2


def test_one_that_is_not_here_is_said_to_be_missing() -> None:
    with pytest.raises(BrowserMissing, match="not available here"):
        find_engine("webkit", {"PATH": ""})


def test_there_is_nothing_to_show_a_browser_on() -> None:
    with pytest.raises(NoDisplay, match=r"expected a display.*leave --headed out") as refused:
        must_be_shown({}, "linux")
    assert refused.value.exit_code == 2
    must_be_shown({"DISPLAY": ":0"}, "linux")
    must_be_shown({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    must_be_shown({}, "darwin")


def test_a_browser_that_does_not_start_is_said_once_however_many_wanted_it() -> None:
    missing = BrowserMissing("expected chromium to start")
    group = ExceptionGroup("some", [ValueError("other"), ExceptionGroup("more", [missing, missing])])
    assert first_of(group) is missing
    assert str(first_of(ExceptionGroup("some", [ValueError("other")]))) == "other"
