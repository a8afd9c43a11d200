"""One gateway and one browser for all faulty trackers of a run: they differ in nothing but the script.

It decides what these builds share; each plays its scenarios on sites, hosts and contexts of their own, as ever. It must
not know what a kill is.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from browser_tests.checks import JudgedBrowser, open_browser
from simulator.judge.browser import Wanted
from simulator.judge.judging import clause_results
from simulator.judge.opening import open_bench
from simulator.judge.runner import Run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from simulator.judge.bench import Bench
    from simulator.judge.judging import Terms
    from simulator.judge.opening import Opening
    from simulator.judge.verdict import ClauseResult


@dataclass(frozen=True)
class Playhouse:
    """An open bench with a browser on it, and no tracker yet that is judged there."""

    bench: Bench
    browser: JudgedBrowser
    tell: Callable[..., None]

    async def judged(self, tracker: bytes, terms: Terms) -> tuple[ClauseResult, ...]:
        """Judge one tracker. Nothing of its playing is kept: `verify --faulty` draws the timelines."""
        bench = replace(self.bench, browser=self._with(tracker))
        levels = {clause.id: clause.level for clause in terms.selection.clauses}
        run = Run(bench, levels, terms.seed, terms.now_ms, self.tell)
        outcomes, _ = await run.all(terms.selection.checks)
        return clause_results(terms, outcomes)

    def _with(self, tracker: bytes) -> JudgedBrowser:
        """Give the browser with another tracker in its pages: all that was played before is forgotten."""
        theatre = self.browser.theatre
        return replace(
            self.browser, theatre=replace(theatre, terms=replace(theatre.terms, tracker=tracker), _seen={})
        )


@asynccontextmanager
async def open_playhouse(opening: Opening) -> AsyncIterator[Playhouse]:
    """Open bench and browser; `BrowserMissing` where there is no browser."""
    async with open_bench(opening) as bench:
        wanted = Wanted(bench, b"", opening.directory, opening.new_public_id, opening.now_ms, opening.tell)
        async with open_browser(wanted) as browser:
            theatre = replace(browser.theatre, terms=replace(browser.theatre.terms, directory=None))
            yield Playhouse(bench, replace(browser, theatre=theatre), opening.tell)
