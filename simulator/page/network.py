"""The browser's side of the wire: connections by host and kept, the cap in flight, a POST sent again, who is told.

It decides what Chromium decides between a page's call and the wire, and writes down the browser's word (`Carried`). It
knows no page's inside and no fault: a request is begun for a document and comes to its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from simulator.judge.visit import ENDPOINT, Carried, Requested
from simulator.page import requests
from simulator.page.requests import Asked, Cookies, Sender
from simulator.page.server import WAY_US, Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.page.notebook import Notebook
    from simulator.page.server import Exchange, Headers
    from simulator.page.timeline import Timeline

CONNECTIONS_A_HOST: Final = 6
KEEPALIVES_IN_FLIGHT: Final = 256
CONNECT_US: Final = 100

OFFLINE: Final = "net::ERR_INTERNET_DISCONNECTED"
REFUSED: Final = "net::ERR_CONNECTION_REFUSED"
RESET: Final = "net::ERR_CONNECTION_RESET"
EMPTY: Final = "net::ERR_EMPTY_RESPONSE"
RESOURCES: Final = "net::ERR_INSUFFICIENT_RESOURCES"
NOT_SHARED: Final = "net::ERR_FAILED"
ABORTED: Final = "net::ERR_ABORTED"
NO_TLS: Final = "net::ERR_SSL_PROTOCOL_ERROR"
POLICY: Final = "csp"


@dataclass(frozen=True)
class Heard:
    """What a page is given of an answer."""

    status: int
    headers: dict[str, str]
    body: str



class Owner(Protocol):
    """The document a request is begun for."""

    tab: str
    page: int
    renderer: int
    sender: Sender


@dataclass(eq=False)
class Flight:
    """One request of a document, from its call to its end; `told` hears an answer, or None and the failure."""

    asked: Asked
    owner: Owner
    told: Callable[[Heard | None, str], None] = lambda _heard, _failure: None
    begun: int = 0
    counts: bool = False
    connection: Connection | None = None
    exchange: Exchange | None = None
    preflight: bool = False
    sent: int = 0
    over: bool = False


@dataclass(eq=False)
class Connection:
    """One connection. `carried` counts the requests it has brought to their end."""

    number: int
    pool: tuple[str, bool]
    carried: int = 0
    flight: Flight | None = None
    alive: bool = True


@dataclass
class Network:
    """All connections of one browser. `offline` is what the browser itself was told."""

    timeline: Timeline
    server: Server
    notebook: Notebook
    at_ms: Callable[[], int]
    strangers: Callable[[str], tuple[int, Headers, str] | None]
    cookies: Cookies = field(default_factory=Cookies)
    offline: bool = False
    _connections: list[Connection] = field(default_factory=list)
    _opened: int = 0
    _begun: int = 0
    _waiting: list[Flight] = field(default_factory=list)
    _flights: list[Flight] = field(default_factory=list)
    _asked_before: set[tuple[str, str]] = field(default_factory=set)

    def begin(self, asked: Asked, owner: Owner, told: Callable[[Heard | None, str], None], delay_us: int = 0) -> Flight:
        """Begin a request a little later; `told` hears its end, once."""
        flight = self.keep_back(asked, owner)
        flight.told = told
        if not asked.navigates and not (asked.method == "POST" and urlsplit(asked.url).path == ENDPOINT):
            facts = {"tab": owner.tab, "way": asked.way, "method": asked.method, "url": asked.url}
            self.notebook.write(Requested, at_ms=self.at_ms(), **facts)
        self.timeline.after(delay_us, lambda: None if flight.over else self._start(flight))
        return flight

    def keep_back(self, asked: Asked, owner: Owner) -> Flight:
        """Count a request that is called for and does not leave, for want of budget: nobody hears of it again."""
        flight = Flight(asked, owner)
        if asked.way in ("beacon", "fetch") and asked.method == "POST" and urlsplit(asked.url).path == ENDPOINT:
            self._begun += 1
            flight.begun = self._begun
        self._flights.append(flight)
        return flight

    def abandon(self, flight: Flight) -> None:
        """The page gave a request up, or is gone and the request was not to outlive it."""
        connection = flight.connection
        self._end(flight, None, ABORTED)
        if connection:
            self._close(connection)

    def cut(self) -> None:
        """Break every connection."""
        for connection in [one for one in self._connections if one.alive]:
            if connection.flight and connection.flight.exchange:
                self.server.finish(connection.flight.exchange, "cut")
            self._lost(connection, RESET)

    def forget(self) -> None:
        """Let cookies and idle connections go, as when another browser takes this one's place."""
        self.cookies = Cookies()
        self._asked_before.clear()
        for connection in [one for one in self._connections if one.flight is None]:
            self._close(connection)

    def finish(self) -> None:
        """Write down what is still under way: nobody ever heard."""
        for flight in self._flights:
            self._write(flight, None, "")

    # ---- from the call to the wire ----------------------------------------------------------------------------------

    def _start(self, flight: Flight) -> None:
        asked, owner = flight.asked, flight.owner
        failure = ""
        if asked.way in ("beacon", "fetch") and requests.policy_forbids(owner.sender, asked.url):
            failure = POLICY
        elif self.offline:
            failure = OFFLINE
        elif asked.keepalive and self._kept_alive(owner.renderer) >= KEEPALIVES_IN_FLIGHT:
            failure = RESOURCES
        if failure:
            self._end(flight, None, failure)
        elif (stranger := self.strangers(asked.url)) is not None or urlsplit(asked.url).scheme != "http":
            heard = Heard(stranger[0], _lowered(stranger[1]), stranger[2]) if stranger else None
            self.timeline.after(2 * WAY_US, lambda: self._end(flight, heard, "" if heard else NO_TLS))
        else:
            flight.counts = asked.keepalive
            key = (owner.sender.origin, asked.url)
            flight.preflight = asked.wants_preflight(owner.sender) and key not in self._asked_before
            self._connect(flight)

    def _kept_alive(self, renderer: int) -> int:
        return sum(one.counts and not one.over and one.owner.renderer == renderer for one in self._flights)

    def _connect(self, flight: Flight) -> None:
        asked, sender = flight.asked, flight.owner.sender
        pool = (urlsplit(asked.url).netloc, asked.has_credentials(sender) and not flight.preflight)
        alive = [one for one in self._connections if one.pool == pool]
        idle = [one for one in alive if one.flight is None]
        if idle and flight.sent == 0:
            self._take(idle[-1], flight)
        elif len(alive) < CONNECTIONS_A_HOST:
            self._open(pool, flight)
        else:
            self._waiting.append(flight)

    def _open(self, pool: tuple[str, bool], flight: Flight) -> None:
        if not self.server.listening:
            self.timeline.after(CONNECT_US, lambda: self._end(flight, None, REFUSED))
            return
        self._opened += 1
        connection = Connection(self._opened, pool, flight=flight)
        flight.connection = connection
        self._connections.append(connection)

        def accepted() -> None:
            if flight.over or not connection.alive:
                return
            if self.server.accepts():
                self._take(connection, flight)
            else:
                self._lost(connection, RESET)

        self.timeline.after(CONNECT_US, accepted)

    def _take(self, connection: Connection, flight: Flight) -> None:
        connection.flight, flight.connection = flight, connection
        self.timeline.after(WAY_US, lambda: self._ask(connection, flight))

    def _ask(self, connection: Connection, flight: Flight) -> None:
        if flight.over or not connection.alive:
            return
        asked, sender = flight.asked, flight.owner.sender
        flight.sent += 1
        if flight.preflight:
            method, head, body = "OPTIONS", requests.preflight_of(asked, sender), ""
        else:
            page = sender.url if asked.way != "page" else ""
            cookies = self.cookies.sent(asked.url, page) if asked.has_credentials(sender) else ""
            method, head, body = asked.method, requests.head_of(asked, sender, cookies), asked.body
        line = _Line(self, connection)
        reused = connection.carried > 0
        flight.exchange = self.server.ask(
            method, asked.url, head, body, connection=connection.number, reused=reused, line=line
        )

    # ---- from the wire to the page ----------------------------------------------------------------------------------

    def heard(self, connection: Connection, status: int, headers: Headers, body: str) -> None:
        """Take a whole answer off a connection."""
        flight = connection.flight
        if not connection.alive or flight is None:
            return
        connection.carried += 1
        connection.flight = flight.connection = None
        if flight.preflight:
            self._preflighted(flight, status, _lowered(headers))
        else:
            self._answered(flight, status, headers, body)
        self._next(connection.pool)

    def _preflighted(self, flight: Flight, status: int, headers: dict[str, str]) -> None:
        sender = flight.owner.sender
        if requests.preflight_allows(flight.asked, sender, status, headers):
            self._asked_before.add((sender.origin, flight.asked.url))
            flight.preflight, flight.sent = False, 0
            self._connect(flight)
        else:
            self._end(flight, None, NOT_SHARED)

    def _answered(self, flight: Flight, status: int, headers: Headers, body: str) -> None:
        asked, sender = flight.asked, flight.owner.sender
        if asked.has_credentials(sender):
            for name, value in headers:
                if name.lower() == "set-cookie":
                    self.cookies.take(asked.url, value)
        named = _lowered(headers)
        if requests.answer_is_shared(asked, sender, named):
            opaque = asked.way == "fetch" and asked.mode == "no-cors" and asked.crosses(sender)
            self._end(flight, Heard(0, {}, "") if opaque else Heard(status, named, body), "", status)
        else:
            self._end(flight, None, NOT_SHARED)

    def lost(self, connection: Connection, *, reset: bool) -> None:
        """Take a connection's end before an answer."""
        if connection.alive:
            self._lost(connection, RESET if reset else EMPTY)

    def cut_short(self, connection: Connection, status: int, headers: Headers) -> None:
        """Take a connection's end in the middle of an answer: the page has its head, the browser a failure."""
        flight = connection.flight
        self._close(connection)
        if flight:
            self._end(flight, Heard(status, _lowered(headers), ""), RESET)

    def _lost(self, connection: Connection, failure: str) -> None:
        flight, reused = connection.flight, connection.carried > 0
        self._close(connection)
        if flight is None or flight.over:
            return
        flight.connection = None
        if reused and flight.sent <= 1:
            # A connection that served before may have died of old age: Chromium sends once more, on a fresh one.
            self._connect(flight)
        else:
            self._end(flight, None, failure)

    def _close(self, connection: Connection) -> None:
        connection.alive = False
        connection.flight = None
        if connection in self._connections:
            self._connections.remove(connection)
        self._next(connection.pool)

    def _next(self, pool: tuple[str, bool]) -> None:
        for flight in self._waiting:
            asked = flight.asked
            credentials = asked.has_credentials(flight.owner.sender) and not flight.preflight
            if (urlsplit(asked.url).netloc, credentials) == pool:
                self._waiting.remove(flight)
                self._connect(flight)
                return

    def _end(self, flight: Flight, heard: Heard | None, failure: str, status: int | None = None) -> None:
        if flight.over:
            return
        flight.over = True
        self._flights.remove(flight)
        if flight in self._waiting:
            self._waiting.remove(flight)
        known = status if status is not None or failure or heard is None else heard.status
        self._write(flight, known, failure)
        flight.told(heard, failure)

    def _write(self, flight: Flight, status: int | None, failure: str) -> None:
        if flight.begun:
            whose = {"tab": flight.owner.tab, "page": flight.owner.page, "begun": flight.begun, "way": flight.asked.way}
            facts = {"url": flight.asked.url, "status": status, "failure": failure}
            self.notebook.write(Carried, at_ms=self.at_ms(), **whose, **facts)


@dataclass(frozen=True)
class _Line:
    """A connection as the server knows it."""

    network: Network
    connection: Connection

    def answered(self, status: int, headers: Headers, body: str) -> None:
        self.network.heard(self.connection, status, headers, body)

    def cut_short(self, status: int, headers: Headers) -> None:
        self.network.cut_short(self.connection, status, headers)

    def broken(self, *, reset: bool) -> None:
        self.network.lost(self.connection, reset=reset)


def _lowered(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}
