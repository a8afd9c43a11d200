"""What the browser and the wire say of the requests of one scenario, and when nothing more is to be expected.

It decides what counts as hanging. It must not know acts or claims.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.async_api import Error as BrowserError

from browser_tests.unheard import Made, write_unheard
from simulator.judge.visit import ENDPOINT, Arrived, Carried, FetchEnded, Loaded, Offered
from simulator.proxy import Hang, HangAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.async_api import Page, Request, Response

    from simulator.judge.visit import Visit
    from simulator.page.notebook import Notebook
    from simulator.proxy import Proxy, Record, Rule

# A host gets this many connections; if all of them hang, whatever comes after waits as well.
CONNECTIONS_A_HOST = 6
ABORTED = "net::ERR_ABORTED"
# What Playwright calls a request by fetch, and one by sendBeacon, in one browser or another.
WAYS = ("fetch", "ping", "beacon")
# What Playwright calls it where it hears of one.
FORBIDDEN = "csp"


@dataclass
class Begun:
    """One request to the endpoint that a page has begun; `told` once its end was written down."""

    begun: int
    tab: str
    page: int
    way: str
    url: str
    told: bool = False
    made: Made | None = None


@dataclass
class Network:
    """The requests of one scenario.

    `rules`: every rule that ever was in force, to know by name which of them hang. `broken`: nothing comes through now.
    `over_for_good`: all is written down; what the wire says while it is taken down is not of the scenario.
    """

    notebook: Notebook
    now_ms: Callable[[], int]
    proxy: Proxy | None = None
    rules: tuple[Rule, ...] = ()
    broken: bool = False
    over_for_good: bool = False
    _begun: dict[object, Begun] = field(default_factory=dict)
    # By tab, the request of a document that is still to be loaded.
    _loading: dict[str, Request] = field(default_factory=dict)

    def watch(self, tab: str, page: Page) -> None:
        """Listen to what a tab begins and how it ends."""
        page.on("request", lambda request: self._begin(tab, request))
        page.on("requestfinished", self._finished)
        page.on("requestfailed", self._failed)
        for over in ("load", "download", "close", "crash"):
            page.on(over, lambda _: self._loading.pop(tab, None))

    def forbidden(self, tab: str, page: int, url: str) -> None:
        """A page's policy forbade a request, which the browser never began: nothing more will be told of it."""
        if urlsplit(url).path != ENDPOINT:
            return
        taken = Counter(one.way for one in self.notebook.visit.offers if one.page == page and _taken(one))
        begun = Counter(one.way for one in self._begun.values() if one.page == page)
        for way in list(taken - begun)[:1]:
            one = self._begun[object()] = Begun(len(self._begun) + 1, tab, page, way, url)
            self._tell(one, None, FORBIDDEN)

    def over(self, record: Record) -> None:
        """Write down a request that is over on the wire."""
        if record.method in ("POST", "OPTIONS") and record.path.startswith(ENDPOINT) and not self.over_for_good:
            self.notebook.write(Arrived, **_arrived(record, self.now_ms()))

    def finish(self) -> None:
        """Write down what is still under way, at the end of a scenario."""
        self.over_for_good = True
        for one in self._under_way():
            self.notebook.write(Arrived, **_arrived(one, self.now_ms()))
        for one in self._begun.values():
            if not one.told:
                self._tell(one, None, "")
        write_unheard(self.notebook, [one.made for one in self._begun.values() if one.made])

    def under_way(self) -> list[Arrived]:
        """Give the requests on the wire that are not over, as records without a number."""
        return [Arrived(number=0, **_arrived(one, self.now_ms())) for one in self._under_way()]

    def is_quiet(self, visit: Visit) -> bool:
        """Whether all that was offered has come to its end, or hangs, and no page is about to give way to another."""
        if self._loading:
            return False
        hanging = [one.plain()["body"] for one in self._hanging()]
        if len(hanging) >= CONNECTIONS_A_HOST:
            return True
        gone = visit.gone()
        # What hangs for a page that is gone excuses nothing that a page has open which is there.
        here = {one.body for one in visit.offers if one.page not in gone}
        excused = sum(body in here for body in hanging)
        return (
            self._open_ends(visit, gone) <= excused
            and self._unheard(visit, gone) <= excused
            and self._unbegun(visit, gone) <= 0
            and (self.broken or self._on_their_way(visit, gone) <= len(hanging))
        )

    def _open_ends(self, visit: Visit, gone: set[int]) -> int:
        """Count the requests whose end the browser has yet to tell. What it kept back has none."""
        there = {one.page for one in self._begun.values()} - gone
        open_ends = sum(not one.told for one in self._begun.values() if one.page in there)
        return open_ends - self._beacons_kept_back(visit, gone) - self._fetches_kept_back(visit, there)

    def _beacons_kept_back(self, visit: Visit, gone: set[int]) -> int:
        """Count the beacons that it began and that sendBeacon said it did not take."""
        begun = sum(one.way == "beacon" for one in self._begun.values() if one.page not in gone)
        taken = sum(one.way == "beacon" and _taken(one) for one in visit.offers if one.page not in gone)
        return max(0, begun - taken)

    def _fetches_kept_back(self, visit: Visit, pages: set[int]) -> int:
        """Count the fetches whose page heard that they failed, of which neither the wire nor the browser says more."""
        came = {one.body for one in visit.arrivals}
        failed = {one.offer for one in visit.all(FetchEnded) if one.error}
        kept = sum(one.number in failed and one.body not in came for one in visit.offers if one.page in pages)
        told = sum(one.way == "fetch" and bool(one.failure) for one in visit.carried if one.page in pages)
        return max(0, kept - told)

    def _unheard(self, visit: Visit, gone: set[int]) -> int:
        """Count the fetches whose page is there and has not heard."""
        heard = {one.offer for one in visit.all(FetchEnded)}
        fetches = [one for one in visit.offers if one.way == "fetch" and one.page not in gone]
        return sum(one.number not in heard for one in fetches)

    def _unbegun(self, visit: Visit, gone: set[int]) -> int:
        """Count the offers that were taken and of which the browser has not begun a request."""
        taken = [one for one in visit.offers if _taken(one) and one.page not in gone]
        begun = [one for one in self._begun.values() if one.page not in gone]
        return len(taken) - len(begun)

    def _on_their_way(self, visit: Visit, gone: set[int]) -> int:
        """Count what pages that are gone have offered and what is not over on the wire: nobody else will tell of it."""
        offered = Counter(one.body for one in visit.offers if _taken(one) and one.page in gone)
        over = Counter(one.body for one in visit.arrivals if one.ended)
        failed = sum(bool(one.failure) for one in visit.carried if one.page in gone)
        return max(0, sum((offered - over).values()) - failed - self._fetches_kept_back(visit, gone))

    def _hanging(self) -> list[Record]:
        hang = {rule.name for rule in self.rules if isinstance(rule.fault, Hang | HangAnswer)}
        return [one for one in self._under_way() if one.fault in hang]

    def _under_way(self) -> list[Record]:
        records = self.proxy.records if self.proxy else ()
        return [one for one in records if not one.ended and one.method == "POST" and one.path.startswith(ENDPOINT)]

    def _begin(self, tab: str, request: Request) -> None:
        if request.method == "POST" and urlsplit(request.url).path == ENDPOINT:
            way = "fetch" if request.resource_type == "fetch" else "beacon"
            number = len(self._begun) + 1
            page, body = self._page_of(tab), request.post_data if way == "fetch" else None
            made = Made(number, tab, page, way, request.url, body, len(self.notebook.visit.records))
            self._begun[request] = Begun(number, tab, page, way, request.url, made=_told(request, made))
        elif request.is_navigation_request() and _is_main(request):
            self._loading[tab] = request

    def _page_of(self, tab: str) -> int:
        loaded = [one.page for one in self.notebook.visit.all(Loaded) if one.tab == tab]
        return loaded[-1] if loaded else 0

    async def _finished(self, request: Request) -> None:
        if request in self._begun:
            answer = await _answer_of(request)
            self._ended(request, answer.status if answer else None, "")

    async def _failed(self, request: Request) -> None:
        """An answer whose body nobody read is told as aborted; it was an answer all the same."""
        for tab in [tab for tab, one in self._loading.items() if one == request]:
            del self._loading[tab]
        if request in self._begun:
            answer = await _answer_of(request) if request.failure == ABORTED else None
            self._ended(request, answer.status if answer else None, "" if answer else request.failure or "failed")

    def _ended(self, request: Request, status: int | None, failure: str) -> None:
        if (one := self._begun.get(request)) and not one.told:
            self._tell(one, status, failure)

    def _tell(self, one: Begun, status: int | None, failure: str) -> None:
        one.told = True
        facts = {"tab": one.tab, "page": one.page, "begun": one.begun, "way": one.way, "url": one.url}
        self.notebook.write(Carried, at_ms=self.now_ms(), status=status, failure=failure, **facts)


async def _answer_of(request: Request) -> Response | None:
    """Give what was answered; None where the browser closes while it is asked."""
    with suppress(BrowserError):
        return await request.response()
    return None


def _told(request: Request, made: Made) -> Made | None:
    """Give what a page made by fetch or sendBeacon; what a redirection made of it is no second one."""
    return made if request.resource_type in WAYS and not request.redirected_from else None


def _is_main(request: Request) -> bool:
    with suppress(BrowserError):
        return request.frame.parent_frame is None
    return True  # its frame is not there yet: it is the first of a tab


def _taken(offer: Offered) -> bool:
    return urlsplit(offer.url).path == ENDPOINT and (offer.way == "fetch" or offer.result == "true")


def _arrived(record: Record, now_ms: int) -> dict:
    plain = record.plain()
    return {
        "at_ms": now_ms,
        "arrival": record.number,
        "method": record.method,
        "path": record.path,
        "headers": tuple(tuple(pair) for pair in record.headers),
        "body": plain["body"],
        "connection": record.connection,
        "status": record.status,
        "answer": plain["answer_body"],
        "upstream_status": record.upstream_status,
        "fault": "" if record.fault == "endpoint" else record.fault,
        "ended": record.ended,
        "client_got": record.client_got,
    }
