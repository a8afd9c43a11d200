"""How each act is done in a real browser. A table at the end names them all.

It decides what a visitor's act is in Playwright's words. What an act sets off, and when that is over, is `stage.py`.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout

from browser_tests.visitor import open_context
from simulator.judge.visit import Awaited, Ran
from simulator.page import acts
from simulator.page.acts import BLANK_PATH, told
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page

    from browser_tests.stage import Stage

SCROLLED_S = 2.0
OPENED_MS = 10_000
_PERCENT = "percent => Math.round(percent / 100 * document.documentElement.scrollHeight - window.innerHeight)"
_EVALUATE = """script => {
  const keep = value => (value === undefined ? null : JSON.parse(JSON.stringify(value) ?? 'null'));
  const name = error => ({error: String((error && error.name) || error)});
  try {
    const value = (0, eval)(script);
    const later = value && typeof value.then === 'function';
    return later ? value.then(one => ({value: keep(one)}), name) : {value: keep(value)};
  } catch (error) { return name(error); }
}"""


async def _go(stage: Stage, act: acts.Go) -> None:
    page = await stage.tab_to_load(act.tab)
    address = told(act.address, stage.place.scene)
    await _loading(page.goto(address if "://" in address else stage.place.scene.origin + address))

async def _reload(stage: Stage, act: acts.Reload) -> None:
    await _loading(stage.tab(act.tab).reload())

async def _back(stage: Stage, act: acts.Back) -> None:
    await _loading(stage.tab(act.tab).go_back(wait_until="commit"))

async def _leave(stage: Stage, act: acts.Leave) -> None:
    leaving = stage.tab(act.tab).goto("about:blank")
    if act.stays:
        await _staying(stage.tab(act.tab), leaving)
        return
    await _loading(leaving)
    stage.left(act.tab, "navigated")

async def _staying(page: Page, leaving: Awaitable[Any]) -> None:
    """Let the page ask whether it may be left, and say no; a page that does not ask is left, and that is a failure."""
    async with page.expect_event("dialog", timeout=OPENED_MS) as asked:
        load = asyncio.ensure_future(leaving)
        load.add_done_callback(lambda over: over.cancelled() or over.exception())
    await (await asked.value).dismiss()
    await asyncio.wait([load])

async def _loading(load: Awaitable[Any]) -> None:
    """A page that cannot be loaded is a page that cannot be loaded: the visitor sees that, and goes on."""
    with suppress(BrowserTimeout):
        await load

async def _close(stage: Stage, act: acts.Close) -> None:
    page = stage.tab(act.tab)
    closed = page.wait_for_event("close") if act.before_unload else None
    await page.close(run_before_unload=act.before_unload)
    if closed:
        await closed
    stage.left(act.tab, "closed")
    del stage.tabs[act.tab]

async def _crash(stage: Stage, act: acts.Crash) -> None:
    page = stage.tab(act.tab)
    session = await stage.context.new_cdp_session(page)
    async with page.expect_event("crash", timeout=OPENED_MS):
        # Nobody will answer: whoever could is about to die.
        dying = asyncio.ensure_future(session.send("Page.crash"))
        dying.add_done_callback(lambda over: over.cancelled() or over.exception())
    stage.left(act.tab, "crashed")
    del stage.tabs[act.tab]


async def _click(stage: Stage, act: acts.Click) -> None:
    spot = stage.tab(act.tab).locator(act.selector).first

    async def click() -> None:
        await spot.click(
            button=act.button, modifiers=["Control"] if act.with_control else None, no_wait_after=True
        )

    await _perhaps_opening(stage, act.opens, click)

async def _run(stage: Stage, act: acts.Run) -> None:
    page, script = stage.tab(act.tab), told(act.script, stage.place.scene)
    given: dict[str, Any] = {}

    async def run() -> None:
        given.update(await page.evaluate(_EVALUATE, script))

    await _perhaps_opening(stage, act.opens, run)
    if act.keep:
        kept = {"value": given.get("value"), "error": given.get("error", "")}
        stage.notebook.write(Ran, at_ms=stage.now_ms, tab=act.tab, name=act.keep, **kept)

async def _perhaps_opening(stage: Stage, opens: str, act: Callable[[], Awaitable[None]]) -> None:
    if not opens:
        await act()
        return
    stage.context.once("page", lambda page: stage.watch(opens, page))
    async with stage.context.expect_page(timeout=OPENED_MS) as opened:
        await act()
    await _loading((await opened.value).wait_for_load_state("load"))

async def _scroll(stage: Stage, act: acts.Scroll) -> None:
    page = stage.tab(act.tab)
    y = act.y if act.percent is None else await page.evaluate(_PERCENT, act.percent)
    before, seen = await page.evaluate("window.scrollY"), stage.notebook.scrolled
    await page.evaluate("y => window.scrollTo({top: y, behavior: 'instant'})", y)
    if await page.evaluate("window.scrollY") != before and not stage.at_once:
        with suppress(NeverHappened):
            await wait_until(lambda: stage.notebook.scrolled > seen, SCROLLED_S)

async def _seed(stage: Stage, act: acts.Seed) -> None:
    page = await stage.tab_to_load(act.tab)
    blank = stage.place.scene.origin + BLANK_PATH
    if page.url != blank:
        await page.goto(blank)
    value = told(act.value, stage.place.scene)
    await page.evaluate(f"([key, value]) => window.{act.area}Storage.setItem(key, value)", [act.key, value])

async def _elapse(stage: Stage, act: acts.Elapse) -> None:
    await stage.context.clock.run_for(act.milliseconds)
    stage.now_ms += act.milliseconds

async def _set_clock(stage: Stage, act: acts.SetClock) -> None:
    stage.now_ms = act.moment(stage.place.scene)
    await stage.context.clock.set_system_time(stage.now_ms / 1000)

async def _beacons(stage: Stage, act: acts.Beacons) -> None:
    stage.beacons = act
    stage.order_wire()
    for page in stage.tabs.values():
        with suppress(BrowserError):
            await page.evaluate(f"() => window.__spy && window.__spy.order({_arguments(act)})")

async def _wire(stage: Stage, act: acts.Wire) -> None:
    stage.wire = act.rules
    stage.order_wire()

async def _cut(stage: Stage, _act: acts.Cut) -> None:
    stage.place.proxy.cut()

async def _heal(stage: Stage, _act: acts.Heal) -> None:
    stage.network.broken = False
    stage.place.proxy.heal()

async def _down(stage: Stage, _act: acts.Down) -> None:
    stage.network.broken = True
    await stage.place.proxy.stop_listening()
    stage.place.proxy.cut()
    stage.place.proxy.heal()

async def _up(stage: Stage, _act: acts.Up) -> None:
    stage.network.broken = False
    await stage.place.proxy.listen()

async def _offline(stage: Stage, act: acts.Offline) -> None:
    stage.network.broken = act.offline
    await stage.context.set_offline(act.offline)

async def _await(stage: Stage, act: acts.Await) -> None:
    try:
        await wait_until(lambda: bool(act.until(stage.visit_now())), act.within_s)
        seen = True
    except NeverHappened:
        seen = False
    stage.notebook.write(Awaited, at_ms=stage.now_ms, words=act.words, seen=seen)

async def _new_visitor(stage: Stage, act: acts.NewVisitor) -> None:
    browser = stage.context.browser
    if browser is None:
        raise LookupError("the browser is gone")
    for name in list(stage.tabs):
        stage.left(name, "closed")
    stage.tabs.clear()
    await stage.context.close()
    given = {name: value for name, value in vars(act).items() if value is not None}
    stage.context = await open_context(browser, replace(stage.settings, **given), stage.now_ms)

async def _look(stage: Stage, act: acts.Look) -> None:
    await stage.settle()
    await stage.look(act.mark)


PLAYED: dict[type, Callable[[Stage, Any], Awaitable[None]]] = {
    acts.Go: _go,
    acts.Reload: _reload,
    acts.Back: _back,
    acts.Leave: _leave,
    acts.Close: _close,
    acts.Crash: _crash,
    acts.Click: _click,
    acts.Run: _run,
    acts.Scroll: _scroll,
    acts.Seed: _seed,
    acts.Elapse: _elapse,
    acts.SetClock: _set_clock,
    acts.Beacons: _beacons,
    acts.Wire: _wire,
    acts.Cut: _cut,
    acts.Heal: _heal,
    acts.Down: _down,
    acts.Up: _up,
    acts.Offline: _offline,
    acts.Await: _await,
    acts.NewVisitor: _new_visitor,
    acts.Look: _look,
}


def _arguments(act: acts.Beacons) -> str:
    return f"{json.dumps(act.mode)}, {act.from_call}, {json.dumps(act.calls)}"
