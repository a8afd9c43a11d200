"""One scenario, played once: a context of its own from the first act to the last row read.

It decides the order: place, context, acts, the last look, rows, account; and what is kept of it in files.
"""

from __future__ import annotations

import json
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from playwright.async_api import Error as BrowserError

from browser_tests.differences import difference, expected
from browser_tests.ending import HELD, code_of
from browser_tests.network import Network
from browser_tests.pages import Pages
from browser_tests.scene import open_place, read_rows
from browser_tests.stage import PageLost, Stage
from browser_tests.verdicts import claimed
from browser_tests.visitor import open_context
from simulator.judge.account import Account, account
from simulator.page.notebook import Notebook

if TYPE_CHECKING:
    from pathlib import Path

    from browser_tests.scenario import Scenario
    from browser_tests.scene import Place
    from browser_tests.theatre import Theatre
    from simulator.judge.visit import Visit

PICTURE_QUALITY = 45


@dataclass(frozen=True)
class Performance:
    """What one playing came to. `directory` holds `history.jsonl` and pictures, where they are kept."""

    scenario: Scenario
    visit: Visit
    account: Account
    directory: Path | None

    @cached_property
    def claims(self) -> list[dict[str, str]]:
        """Each claim with its verdict, for people."""
        return claimed(self.scenario, self.visit)


async def perform(theatre: Theatre, scenario: Scenario, number: int, repetition: int) -> Performance:
    """Play a scenario from its first act to its account."""
    directory = _directory(theatre, scenario, repetition)
    async with AsyncExitStack() as stack:
        file = stack.enter_context((directory / "history.jsonl").open("w", encoding="utf-8")) if directory else None
        notebook = Notebook(file)
        stage: Stage | None = None
        network = Network(notebook, lambda: stage.now_ms if stage else 0)
        terms = theatre.terms
        opened = open_place(theatre.ground, number, terms.new_public_id(), network.over, terms.wall_ms)
        place = await stack.enter_async_context(opened)
        network.proxy = place.proxy
        stage = await _stage(theatre, scenario, place, network, stack)
        with suppress(PageLost):  # it is written down
            for act in scenario.acts:
                await stage.perform(act)
            await stage.guarded(stage.look("end"))
            await _pictures(stage, directory if terms.pictures else None)
        if terms.pause and stage.tabs:
            await next(iter(stage.tabs.values())).pause()
        await read_rows(place, notebook, stage.now_ms)
        network.finish()
        performance = Performance(scenario, notebook.visit, account(notebook.visit), directory)
        if directory:
            _describe(theatre, performance, repetition, directory)
            held = code_of(performance, terms.engine.name) == HELD
            await _traced(stage, None if held else directory / "trace.zip")
    return performance


async def _stage(theatre: Theatre, scenario: Scenario, place: Place, network: Network, stack: AsyncExitStack) -> Stage:
    browser = await theatre.browser(bfcache=scenario.settings.bfcache)
    now_ms = scenario.starts(place.scene) if scenario.starts else place.scene.now_ms
    context = await open_context(browser, scenario.settings, now_ms)
    if theatre.terms.directory:
        with suppress(BrowserError):  # not every engine can
            await context.tracing.start(title=scenario.title)
    pages = Pages(place.site.public_id, theatre.terms.tracker, scenario.pages)
    stage = Stage(context, scenario.settings, place, pages, network.notebook, network, now_ms)
    stack.push_async_callback(_closed, stage)
    stage.order_wire()
    return stage


async def _traced(stage: Stage, path: Path | None) -> None:
    """Keep what Playwright traced (its calls, the network, the console) where somebody will look at it."""
    with suppress(BrowserError):
        await stage.context.tracing.stop(path=path)


async def _closed(stage: Stage) -> None:
    with suppress(BrowserError):
        await stage.context.close()


async def _pictures(stage: Stage, directory: Path | None) -> None:
    if directory is None:
        return
    for name, page in stage.tabs.items():
        with suppress(BrowserError):
            path = directory / f"{name}.jpg"
            await page.screenshot(path=path, type="jpeg", quality=PICTURE_QUALITY, timeout=3_000)


def _describe(theatre: Theatre, performance: Performance, repetition: int, directory: Path) -> None:
    """Write down what was played and what it shows: what a timeline needs beside the history."""
    scenario, told, engine = performance.scenario, performance.account, theatre.terms.engine.name
    closing, otherwise = expected(engine, scenario), difference(engine, scenario)
    facts = {
        "name": scenario.name,
        "title": scenario.title,
        "engine": engine,
        "playing": repetition + 1,
        "expected": asdict(closing) if closing else None,
        "otherwise": {"reason": otherwise.reason, "clauses": otherwise.clauses},
        "claims": performance.claims,
        "account": {
            "events": told.events,
            "intents": told.intents,
            "surplus": told.surplus,
            "unexplained": told.unexplained,
        },
    }
    (directory / "scenario.json").write_text(json.dumps(facts, ensure_ascii=False, default=dict), "utf-8")


def _directory(theatre: Theatre, scenario: Scenario, repetition: int) -> Path | None:
    if theatre.terms.directory is None:
        return None
    name = scenario.name if repetition == 0 else f"{scenario.name}-{repetition + 1}"
    directory = theatre.terms.directory / name
    directory.mkdir(parents=True, exist_ok=True)
    return directory
