"""A run and its browser: who is asked to open one, and what is said where there is none."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from simulator.judge import browser
from simulator.judge.browser import BrowserMissing, Wanted
from simulator.judge.check import Check
from simulator.judge.expect import equal
from tests.simulator.judge.test_judging import ALL, judged, right, verdicts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from simulator.judge.target import Target


async def seen_in_a_browser(target: Target) -> None:
    equal(["a visit"], await target.browser.visits("a scenario"), "visits")


IN_BROWSER = {"b.c": Check("b.c", "TRK-101", "It holds.", seen_in_a_browser, frozenset({"browser"}), False, 5)}  # noqa: FBT003
REGISTRY = {**ALL, **IN_BROWSER}


class OneVisit:
    """Has seen one thing."""

    async def visits(self, _scenario: Any) -> list[str]:
        """See Browser."""
        return ["a visit"]


@asynccontextmanager
async def opens(wanted: Wanted) -> AsyncIterator[OneVisit]:
    assert wanted.tracker == b"1;"
    yield OneVisit()


@asynccontextmanager
async def finds_none(_wanted: Wanted) -> AsyncIterator[None]:
    raise BrowserMissing("expected a chromium; came: none")
    yield


@pytest.fixture
def opener(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(browser, "OPENERS", [request.param])
    monkeypatch.setattr("simulator.judge.judging.OPENERS", [request.param])


@pytest.mark.parametrize("opener", [opens], indirect=True)
@pytest.mark.usefixtures("opener")
def test_a_browser_is_opened_for_the_tracker_of_the_run(tmp_path: Path) -> None:
    judgement, _ = judged(tmp_path, right, REGISTRY, tracker=b"1;")
    assert verdicts(judgement)["TRK-101"] == "valid"


@pytest.mark.parametrize("opener", [finds_none], indirect=True)
@pytest.mark.usefixtures("opener")
def test_without_a_browser_the_rest_is_judged_and_required_browsers_make_it_unknown(tmp_path: Path) -> None:
    """Exit 3 where it was asked for, 0 where not; the reason is said."""
    judgement, _ = judged(tmp_path / "asked", right, REGISTRY, tracker=b"1;", required=("browser",))
    assert judgement.exit_code == 3
    assert verdicts(judgement)["GWY-101"] == "valid"
    (outcome,) = next(one for one in judgement.results if one.clause.id == "TRK-101").outcomes
    assert (outcome.verdict, outcome.reason) == ("not observable", "expected a chromium; came: none")
    judgement, _ = judged(tmp_path / "not-asked", right, REGISTRY, tracker=b"1;")
    assert judgement.exit_code == 0


@pytest.mark.parametrize("opener", [opens], indirect=True)
@pytest.mark.usefixtures("opener")
def test_without_a_tracker_no_browser_is_opened(tmp_path: Path) -> None:
    """Somebody's gateway is not blamed for a tracker that nobody named."""
    judgement, _ = judged(tmp_path, right, REGISTRY)
    (outcome,) = next(one for one in judgement.results if one.clause.id == "TRK-101").outcomes
    assert (outcome.verdict, outcome.reason) == ("not observable", "no tracker: name one with --tracker")
