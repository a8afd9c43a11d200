"""Acts played in a real browser: one context, one scenario, everything it sets off written down.

It decides how each act is done and when what it set off has come to its end. It must not know claims, and it takes no
page's word for what arrived: that is the wire's.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import Error as BrowserError

from browser_tests.playing import PLAYED
from simulator.judge.besides import Blocked
from simulator.judge.visit import ENDPOINT, Acted, Held, Left, Loaded, Requested, Visit
from simulator.page import acts
from simulator.page.acts import Beacons
from simulator.page.words import in_words
from simulator.proxy import Refuse
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from playwright.async_api import BrowserContext, ConsoleMessage, Frame, Page, Request

    from browser_tests.network import Network
    from browser_tests.pages import Pages
    from browser_tests.scenario import Settings
    from browser_tests.scene import Place
    from simulator.page.notebook import Notebook
    from simulator.proxy import Rule

ACT_MS = 10_000
SETTLE_S = 4.0
ROUNDS = 4
# An act that takes longer than this is looked after; a page that does nothing for so long is blocked.
PATIENCE_S = 5.0
BLOCKED_S = 10.0
_TASK = """() => new Promise(done => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done(1);
  channel.port2.postMessage(1);
})"""
_NAMES = "() => window.__spy && window.__spy.names()"
_STORAGE = """() => {
  const read = name => {
    try { return Object.fromEntries(Object.entries(window[name])); } catch (refused) { return null; }
  };
  return {local: read('localStorage'), session: read('sessionStorage')};
}"""


class PageLost(Exception):
    """A page never gives its thread back, or never rests: nothing more can be done with it. It is written down."""


async def _answers(page: Page) -> bool:
    """Whether a page does one small task. Whoever has no page there any more, or an error instead, is not blocked."""
    try:
        async with asyncio.timeout(BLOCKED_S / 2):
            await page.evaluate("1")
    except TimeoutError:
        return False
    except BrowserError:
        pass
    return True


@dataclass
class Stage:
    """A scenario being played. `tabs` by name; `beacons` is how sendBeacon behaves in pages loaded from now on."""

    context: BrowserContext
    settings: Settings
    place: Place
    pages: Pages
    notebook: Notebook
    network: Network
    now_ms: int
    tabs: dict[str, Page] = field(default_factory=dict)
    beacons: Beacons = field(default_factory=lambda: Beacons("real"))
    wire: tuple[Rule, ...] = ()
    at_once: bool = False

    async def perform(self, act: acts.Act) -> None:
        """Do one act and let what it set off come to its end; what cannot be done is written down."""
        await self.guarded(self._perform(act))

    async def guarded(self, doing: Coroutine[Any, Any, None]) -> None:
        """Wait for what is done with the pages; `PageLost` if one of them is lost to that."""
        task = asyncio.ensure_future(doing)
        while not task.done():
            await asyncio.wait([task], timeout=PATIENCE_S)
            name = "" if task.done() or self.notebook.restless else await self._blocked()
            if name:
                self.notebook.write(Blocked, at_ms=self.now_ms, tab=name, seconds=BLOCKED_S)
            if name or self.notebook.restless:
                task.cancel()
                await asyncio.wait([task])
                raise PageLost
        await task
        if self.notebook.restless:
            raise PageLost

    async def _blocked(self) -> str:
        """Name a tab that does not do the least thing, while a page without the tracker does: it is not the machine."""
        for name, page in list(self.tabs.items()):
            if await _answers(page):
                continue
            control = await self.context.new_page()
            try:
                if await _answers(control) and not await _answers(page):
                    return name
            finally:
                await control.close()
        return ""

    async def _perform(self, act: acts.Act) -> None:
        if isinstance(act, acts.AtOnce):
            self.at_once = True
            if act.together:
                await asyncio.gather(*map(self._do, act.acts))
            else:
                for one in act.acts:
                    await self._do(one)
            self.at_once = False
        else:
            await self._do(act)
        await self.settle()

    async def settle(self) -> None:
        """Wait until every request has an answer or hangs, and the pages have heard of it.

        What a page does in the task it is in may set off something new, as a click on a link does.
        """
        for _ in range(ROUNDS):
            over = True
            try:
                await wait_until(self._is_quiet, SETTLE_S)
            except NeverHappened:
                over = False
            await self._fence()
            if not over or self._is_quiet():
                return

    def _is_quiet(self) -> bool:
        return self.network.is_quiet(self.visit_now())

    def visit_now(self) -> Visit:
        """Give all that is known so far, requests under way included."""
        return Visit([*self.notebook.visit.records, *self.network.under_way()])

    async def look(self, mark: str) -> None:
        """Write down every tab's storage."""
        for name, page in self.tabs.items():
            with suppress(BrowserError):
                await page.evaluate(_NAMES)
                held = await page.evaluate(_STORAGE)
                self.notebook.write(Held, at_ms=self.now_ms, mark=mark, tab=name, **held)

    # ---- inside -----------------------------------------------------------------------------------------------------

    async def _do(self, act: acts.Act) -> None:
        failed = ""
        before = len(self.notebook.visit.records)
        words = in_words(act)
        acted = self.notebook.write(Acted, at_ms=self.now_ms, what=words, tab=getattr(act, "tab", ""))
        try:
            await PLAYED[type(act)](self, act)
        except (BrowserError, LookupError) as error:
            failed = " ".join(str(error).split())[:300]
        if failed:
            self.notebook.visit.records[before] = replace(acted, failed=failed)

    async def _fence(self) -> None:
        """Let every page finish the task it is in, twice: once for itself, once for what it promised."""
        for page in list(self.tabs.values()):
            for _ in range(2):
                with suppress(BrowserError):
                    await page.evaluate(_TASK)

    def tab(self, name: str) -> Page:
        """Give an open tab; LookupError where there is none of that name."""
        if name not in self.tabs:
            raise LookupError(f"no tab named {name} is open")
        return self.tabs[name]

    async def tab_to_load(self, name: str) -> Page:
        """Give a tab, opened if it is not there."""
        if name not in self.tabs:
            self.watch(name, await self.context.new_page())
        return self.tabs[name]

    def watch(self, name: str, page: Page) -> None:
        """Listen to a tab from its beginning."""
        self.tabs[name] = page
        page.set_default_timeout(ACT_MS)
        self.network.watch(name, page)
        page.on("console", lambda line: self._hear(name, line))
        page.on("request", lambda request: self._requested(name, request))
        page.on("framenavigated", lambda frame: self._navigated(name, page, frame))

    def _hear(self, name: str, line: ConsoleMessage) -> None:
        before = len(self.notebook.visit.records)
        if not self.notebook.hear(name, line.text):
            return
        while self.notebook.forbidden:
            self.network.forbidden(*self.notebook.forbidden.pop(0))
        for record in self.notebook.visit.records[before:]:
            if isinstance(record, Loaded) and not record.frame:
                self.left(name, "navigated", until=record.page)

    def _requested(self, name: str, request: Request) -> None:
        """Write down what is neither a document nor an event; what is in the address itself is asked of nobody."""
        parts = urlsplit(request.url)
        is_event = request.method == "POST" and parts.path == ENDPOINT
        if not (is_event or parts.scheme == "data" or request.is_navigation_request()):
            facts = {"way": request.resource_type, "method": request.method, "url": request.url}
            self.notebook.write(Requested, at_ms=self.now_ms, tab=name, **facts)

    def _navigated(self, name: str, page: Page, frame: Frame) -> None:
        ours = frame.url.startswith((self.place.scene.origin, self.place.scene.elsewhere))
        if frame == page.main_frame and not ours and frame.url != "about:blank":
            self.left(name, "navigated")

    def left(self, name: str, how: str, until: int | None = None) -> None:
        """Write down that the tab's document is gone, once."""
        visit = self.notebook.visit
        loaded = [one.page for one in visit.all(Loaded) if one.tab == name and not one.frame and one.page != until]
        if loaded and loaded[-1] not in visit.gone():
            self.notebook.write(Left, at_ms=self.now_ms, tab=name, page=loaded[-1], how=how)

    def order_wire(self) -> None:
        """Put the scenario's rules before the pages' answers; only the endpoint is struck by them."""
        at_endpoint = [
            rule if rule.path or isinstance(rule.fault, Refuse) else replace(rule, path=ENDPOINT) for rule in self.wire
        ]
        self.network.rules = (*self.network.rules, *at_endpoint)
        self.place.proxy.set_rules([*at_endpoint, *self.pages.rules(self.beacons)])
