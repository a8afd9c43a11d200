"""The world a visit is played in, put together: a site, its calendar, pages, wire, gateway, store and one browser.

It decides what stands at which address and who is given which share of the seed. It knows no act.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from reference.cors import OriginList
from reference.gateway import Gateway
from reference.rate_limit import FixedWindowLimiter
from schema.partitions import month_edges
from simulator.memory_store import MemoryStore
from simulator.page.acts import BLANK_PATH, Beacons, Scene
from simulator.page.browser import Browser, Clock
from simulator.page.network import Network
from simulator.page.notebook import Notebook, spy_source
from simulator.page.scenery import Page
from simulator.page.server import Server
from simulator.page.shelves import Shelves
from simulator.page.tabs import Machine
from simulator.page.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from simulator.page.acts import Act, Moment
    from simulator.page.server import Headers

TRACKER: Final = Path(__file__).resolve().parents[2] / "tracker"
TRACKER_PATH: Final = "/ux-core.js"
STANDARD: Final = {"/": "index.html", "/second": "second.html", BLANK_PATH: "blank.html"}
ORIGIN: Final = "http://site.localhost:8080"
ELSEWHERE: Final = "http://elsewhere.localhost:8080"
MONTH: Final = "2026-11-01"
USER_AGENT: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36"
)
SCREEN: Final = (1280, 720)
NOON_OF_THE_TENTH_MS: Final = (9 * 24 + 12) * 3_600_000
SITE_ID: Final = "0b5e4a71-0000-4000-8000-000000000001"
_PAGE_HEADERS: Final = (("Content-Type", "text/html; charset=utf-8"),)
_SCRIPT_HEADERS: Final = (("Content-Type", "text/javascript; charset=utf-8"),)
_STRANGER: Final = "<!doctype html><title>chat</title>"


class PageLike(Protocol):
    """A page of a scene: its text, in which `{{site}}` may stand, and the headers it is sent with."""

    @property
    def html(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...  # noqa: D102
    @property
    def without_spy(self) -> bool: ...  # noqa: D102


class SettingsLike(Protocol):
    """What the browser is; None: its own."""

    @property
    def timezone(self) -> str: ...  # noqa: D102
    @property
    def locale(self) -> str: ...  # noqa: D102
    @property
    def user_agent(self) -> str | None: ...  # noqa: D102
    @property
    def screen(self) -> tuple[int, int] | None: ...  # noqa: D102
    @property
    def bfcache(self) -> bool: ...  # noqa: D102


class ScenarioLike(Protocol):
    """As much of a scenario as can be played."""

    @property
    def acts(self) -> tuple[Act, ...]: ...  # noqa: D102
    @property
    def pages(self) -> Mapping[str, PageLike]: ...  # noqa: D102
    @property
    def starts(self) -> Moment | None: ...  # noqa: D102
    @property
    def settings(self) -> SettingsLike: ...  # noqa: D102


@dataclass(frozen=True)
class Terms:
    """What a visit is played with. `months`: how many months, from the scene's on, have partitions."""

    tracker: str
    seed: int = 1
    month: str = MONTH
    months: int = 2
    file: TextIO | None = None


@dataclass(eq=False)
class Theatre:
    """One world. `pages` by path; `beacons` is how sendBeacon behaves in pages loaded from now on."""

    scene: Scene
    terms: Terms
    own: Mapping[str, PageLike]
    notebook: Notebook
    timeline: Timeline
    clock: Clock
    store: MemoryStore
    beacons: Beacons = field(default_factory=lambda: Beacons("real"))
    server: Server = field(init=False)
    network: Network = field(init=False)
    browser: Browser = field(init=False)

    def page_at(self, url: str) -> tuple[int, Headers, str]:
        """Give what stands at an address: the longest path that occurs in it, as the fault proxy has it."""
        target = url.partition("://")[2].partition("/")[2]
        if TRACKER_PATH in f"/{target}":
            return 200, _SCRIPT_HEADERS, self.terms.tracker
        page = next(page for path, page in self._longest_first if path in f"/{target}")
        return 200, (*_PAGE_HEADERS, *page.headers), self._source(page)

    def __post_init__(self) -> None:
        standard = {path: Page((TRACKER / "pages" / name).read_text("utf-8")) for path, name in STANDARD.items()}
        pages = {**standard, **self.own}
        self._longest_first = sorted(pages.items(), key=lambda pair: len(pair[0]), reverse=True)

    def browser_on(self, machine: Machine, random: Random) -> Browser:
        """Give a browser with clean storage."""
        shelves = Shelves(self.timeline)
        return Browser(self.timeline, self.network, shelves, self.notebook, machine, self.clock, random)

    def welcome(self, machine: Machine) -> None:
        """Let another visitor come, with clean storage and no cookies; what is on its way goes on."""
        for tab in list(self.browser.tabs.values()):
            self.browser.close(tab, "closed")
        self.network.forget()
        self.browser = self.browser_on(machine, self.browser.random)

    def _source(self, page: PageLike) -> str:
        text = page.html.replace("{{site}}", html.escape(self.scene.site, quote=True))
        if page.without_spy:
            return text
        before, head, after = text.partition("<head>")
        if not head:
            raise ValueError("expected a page with <head>, in which the spy can stand")
        return f"{before}{head}<script>{spy_source(self.beacons)}</script>{after}"

    def stranger(self, url: str) -> tuple[int, Headers, str] | None:
        """Be every foreign host that is asked without TLS; None on the scene's own port, and for others."""
        parts = urlsplit(url)
        ours = parts.port == urlsplit(self.scene.origin).port
        return None if parts.scheme != "http" or ours else (200, _PAGE_HEADERS, _STRANGER)


class Silent:
    """Nobody reads the gateway's log."""

    def error(self, line: str, fields: Mapping[str, Any]) -> None:
        """See Log."""

    warn = info = error


@dataclass(frozen=True)
class GatewayClock:
    """The gateway's clock: it goes with the wire, and no page's clock moves it."""

    started_ms: int
    timeline: Timeline

    def now_ms(self) -> int:
        """See Clock."""
        return self.started_ms + self.timeline.now_us // 1000


def stream(seed: int, name: str) -> Random:
    """Give one named stream of a seed."""
    return Random(f"{seed}/{name}")  # noqa: S311 - a simulation's chance


def open_theatre(scenario: ScenarioLike, terms: Terms) -> Theatre:
    """Put a world together for a scenario."""
    site = str(UUID(int=stream(terms.seed, "site").getrandbits(128), version=4))
    scene = scene_of(terms.month, site)
    if scenario.starts:
        scene = scene_of(terms.month, site, scenario.starts(scene))
    timeline, clock, notebook = Timeline(), Clock(scene.now_ms), Notebook(terms.file)
    began_ms = scene_of(terms.month, site).now_ms
    months = _months(terms.month, terms.months)
    rows, now_us = stream(terms.seed, "rows"), _database_clock(began_ms, timeline)
    store = MemoryStore(sites={site: SITE_ID}, months=months, now_us=now_us, random=rows)
    theatre = Theatre(scene, terms, scenario.pages, notebook, timeline, clock, store)
    gateway = Gateway(
        store=store,
        limiter=FixedWindowLimiter(),
        clock=GatewayClock(began_ms, timeline),
        random=stream(terms.seed, "gateway"),
        log=Silent(),
        origins=OriginList.read("http://localhost", production=False),
    )
    turns = stream(terms.seed, "turns")
    theatre.server = Server(timeline, notebook, gateway, theatre.page_at, turns, lambda: clock.date_ms)
    theatre.network = Network(timeline, theatre.server, notebook, lambda: clock.date_ms, theatre.stranger)
    theatre.browser = theatre.browser_on(machine_of(scenario.settings), stream(terms.seed, "pages"))
    return theatre


def scene_of(month: str, site: str, now_ms: int | None = None) -> Scene:
    """Give the scene: noon of the month's tenth, or another moment."""
    first, following = month_edges(date.fromisoformat(month))
    noon_ms = _epoch_ms(first) + NOON_OF_THE_TENTH_MS
    return Scene(
        site=site,
        origin=ORIGIN,
        elsewhere=ELSEWHERE,
        now_ms=noon_ms if now_ms is None else now_ms,
        month=first.isoformat(),
        next_month=following.isoformat(),
        month_end_ms=_epoch_ms(following),
    )


def machine_of(settings: SettingsLike) -> Machine:
    """Give the machine a scenario is played on."""
    return Machine(
        user_agent=settings.user_agent or USER_AGENT,
        locale=settings.locale,
        timezone=settings.timezone,
        screen=settings.screen or SCREEN,
        bfcache=settings.bfcache,
    )


def _months(month: str, count: int) -> tuple[str, ...]:
    found = [date.fromisoformat(month)]
    while len(found) < count:
        found.append(month_edges(found[-1])[1])
    return tuple(one.isoformat() for one in found)


def _database_clock(began_ms: int, timeline: Timeline) -> Callable[[], int]:
    """Give a clock of microseconds that never shows the same one twice: rows keep the order they were made in."""
    last_us = 0

    def now_us() -> int:
        nonlocal last_us
        last_us = max(last_us + 1, began_ms * 1000 + timeline.now_us)
        return last_us

    return now_us


def _epoch_ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000
