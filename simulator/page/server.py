"""Everything behind the wire: the fault rules, the pages, and the gateway on its store in memory, driven turn by turn.

It decides what becomes of a request that has reached the wire, as the fault proxy would have it: it counts arrivals,
asks the rules, lets the real gateway answer, and says so in an `Arrived`. It knows no page and no browser: whoever
sent hears `answered` or `broken`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from reference.wire import Answer, Head, Request
from simulator.judge.visit import ENDPOINT, Arrived
from simulator.proxy import faults
from simulator.proxy.framing import RequestHead
from simulator.proxy.rules import RuleBook

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from random import Random

    from reference.gateway import Gateway
    from simulator.page.notebook import Notebook
    from simulator.page.timeline import Timeline

WAY_US: Final = 200  # from the browser to the wire, and back
STATEMENT_US: Final = (100, 300)
MILLISECOND_US: Final = 1_000
CLIENT: Final = "198.51.100.7"

Headers = tuple[tuple[str, str], ...]


class Line(Protocol):
    """Whoever sent a request and waits."""

    def answered(self, status: int, headers: Headers, body: str) -> None:
        """The whole answer is here; the connection stays."""

    def cut_short(self, status: int, headers: Headers) -> None:
        """The head of an answer came, and then the connection broke."""

    def broken(self, *, reset: bool) -> None:
        """The connection is gone before an answer: reset, or just closed."""


@dataclass
class Exchange:
    """One request on the wire, as the proxy would write it down."""

    arrival: int
    method: str
    url: str
    headers: Headers
    body: str
    connection: int
    line: Line
    fault: str = ""
    status: int | None = None
    answer: str = ""
    upstream_status: int | None = None
    client_got: bool = False
    ended: str = ""

    @property
    def at_endpoint(self) -> bool:
        """Whether it is one that is written down."""
        return self.method in ("POST", "OPTIONS") and urlsplit(self.url).path.startswith(ENDPOINT)


class Unobserved:
    """Nobody listens to the gateway's decisions."""

    def decided(self, clause: str) -> None:
        """See Observer."""


@dataclass
class Server:
    """One origin's wire, pages and gateway. `pages` gives status, headers and text of an address, or None."""

    timeline: Timeline
    notebook: Notebook
    gateway: Gateway
    pages: Callable[[str], tuple[int, Headers, str]]
    random: Random
    at_ms: Callable[[], int]
    listening: bool = True
    is_cut: bool = False
    under_way: list[Exchange] = field(default_factory=list)
    _arrivals: int = 0

    def __post_init__(self) -> None:
        self._book = RuleBook(self.random, raw=False)

    def set_rules(self, rules: tuple[faults.Rule, ...]) -> None:
        """Put rules in force."""
        self._book.set_rules(rules)

    def accepts(self) -> bool:
        """Whether a new connection is carried: where it is not, it is reset."""
        return not self.is_cut and self._book.refuses() is None

    def ask(
        self, method: str, url: str, headers: Headers, body: str, *, connection: int, reused: bool, line: Line
    ) -> Exchange:
        """Let a request arrive."""
        self._arrivals += 1
        exchange = Exchange(self._arrivals, method, url, headers, body, connection, line)
        self.under_way.append(exchange)
        path = urlsplit(url).path + (f"?{urlsplit(url).query}" if urlsplit(url).query else "")
        head = RequestHead(b"", "", headers, framed=True, method=method, path=path, version="HTTP/1.1")
        rule = self._book.decide_request(head, body.encode("utf-8", "surrogatepass"), reused=reused)
        exchange.fault = rule.name if rule else ""
        _STRIKES[type(rule.fault) if rule else faults.Pass](self, exchange, rule.fault if rule else faults.Pass())
        return exchange

    def arrived(self, exchange: Exchange) -> dict[str, Any]:
        """Give the record of a request, but for its number."""
        names = ("arrival", "method", "headers", "body", "connection", "status", "answer", "upstream_status", "fault")
        facts = {name: getattr(exchange, name) for name in (*names, "ended", "client_got")}
        parts = urlsplit(exchange.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return {**facts, "path": path, "at_ms": self.at_ms()}

    def finish(self, exchange: Exchange, ended: str) -> bool:
        """Close an exchange; the first ending stands. True where it was this one."""
        if exchange.ended:
            return False
        exchange.ended = ended
        self.under_way.remove(exchange)
        if exchange.at_endpoint:
            self.notebook.write(Arrived, **self.arrived(exchange))
        return True

    # ---- what happens to a request ----------------------------------------------------------------------------------

    def later(self, exchange: Exchange, delay_us: int, what: Callable[[], None]) -> None:
        """Do something after a while, if the exchange is not over by then."""
        self.timeline.after(delay_us, lambda: None if exchange.ended else what())

    def upstream(self, exchange: Exchange, answered: Callable[[int, Headers, str], None]) -> None:
        """Let the gateway or the pages answer; whether anybody is told is the fault's business."""
        path = urlsplit(exchange.url).path
        if path != ENDPOINT:
            answered(*self.pages(exchange.url))
            return

        def with_answer(answer: Answer) -> None:
            exchange.upstream_status = answer.status
            body = "" if answer.body is None else _encoded(answer.body)
            kind = () if answer.body is None else (("content-type", "application/json"),)
            answered(answer.status, (*answer.headers.items(), *kind), body)

        head = Head(exchange.url, _joined((*exchange.headers, ("X-Forwarded-For", CLIENT))))
        if exchange.method == "OPTIONS":
            with_answer(self.gateway.preflight(head, Unobserved()))
        elif exchange.method == "POST":
            body = exchange.body.encode("utf-8", "replace")
            self._drive(self.gateway.ingest(Request(head, body), Unobserved()), with_answer)
        else:
            answered(405, (), "")

    def _drive(self, story: Coroutine[Any, Any, Answer], answered: Callable[[Answer], None]) -> None:
        def turn() -> None:
            try:
                story.send(None)
            except StopIteration as ended:
                answered(ended.value)
                return
            self.timeline.after(self.random.randint(*STATEMENT_US), turn)

        turn()

    def give(self, exchange: Exchange, status: int, headers: Headers, body: str) -> None:
        """Hand the whole answer to the client."""
        exchange.status, exchange.answer, exchange.client_got = status, body, True
        if self.finish(exchange, "answered"):
            self.timeline.after(WAY_US, lambda: exchange.line.answered(status, headers, body))

    def drop(self, exchange: Exchange, ended: str) -> None:
        """Break the client's connection."""
        if self.finish(exchange, ended):
            self.timeline.after(WAY_US, lambda: exchange.line.broken(reset=ended != "closed"))


def _pass(server: Server, exchange: Exchange, _fault: faults.Pass) -> None:
    server.upstream(exchange, lambda *answer: server.give(exchange, *answer))


def _delay(server: Server, exchange: Exchange, fault: faults.Delay) -> None:
    def answered(*answer: Any) -> None:
        server.later(exchange, fault.answer_ms * MILLISECOND_US, lambda: server.give(exchange, *answer))

    server.later(exchange, fault.request_ms * MILLISECOND_US, lambda: server.upstream(exchange, answered))


def _slow(server: Server, exchange: Exchange, fault: faults.Slow) -> None:
    def line_us(text: str) -> int:
        return len(text.encode("utf-8", "surrogatepass")) * 1_000_000 // fault.bytes_per_second

    def answered(*answer: Any) -> None:
        server.later(exchange, line_us(answer[2]), lambda: server.give(exchange, *answer))

    server.later(exchange, line_us(exchange.body), lambda: server.upstream(exchange, answered))


def _reset_at_once(server: Server, exchange: Exchange, _fault: Any) -> None:
    server.drop(exchange, "reset")


def _reset_after_body(server: Server, exchange: Exchange, fault: faults.ResetAfterBody) -> None:
    # The gateway goes on to its end: it does not notice that nobody listens any more.
    server.upstream(exchange, lambda *_answer: server.finish(exchange, "reset"))
    delay_us = fault.delay_ms * MILLISECOND_US + WAY_US
    server.timeline.after(delay_us, lambda: exchange.line.broken(reset=True))


def _reset_in_answer(server: Server, exchange: Exchange, fault: faults.ResetInAnswer) -> None:
    def answered(status: int, headers: Headers, body: str) -> None:
        exchange.status, exchange.answer = status, body[: fault.after_bytes]
        if server.finish(exchange, "reset"):
            server.timeline.after(WAY_US, lambda: exchange.line.cut_short(status, headers))

    server.upstream(exchange, answered)


def _drop_answer(server: Server, exchange: Exchange, fault: faults.DropAnswer) -> None:
    def answered(*_answer: Any) -> None:
        server.later(exchange, fault.delay_ms * MILLISECOND_US, lambda: server.drop(exchange, "closed"))

    server.upstream(exchange, answered)


def _hang(_server: Server, _exchange: Exchange, _fault: faults.Hang) -> None:
    """Nothing more comes of it."""


def _hang_answer(server: Server, exchange: Exchange, _fault: faults.HangAnswer) -> None:
    server.upstream(exchange, lambda *_answer: None)


def _answer(server: Server, exchange: Exchange, fault: faults.Answer) -> None:
    body = fault.body.decode("utf-8", "replace")
    delay_us = fault.delay_ms * MILLISECOND_US
    server.later(exchange, delay_us, lambda: server.give(exchange, fault.status, fault.headers, body))


_STRIKES: dict[type, Callable[[Server, Exchange, Any], None]] = {
    faults.Pass: _pass,
    faults.Delay: _delay,
    faults.Slow: _slow,
    faults.ResetBeforeBody: _reset_at_once,
    faults.ResetInBody: _reset_at_once,
    faults.ResetAfterBody: _reset_after_body,
    faults.ResetInAnswer: _reset_in_answer,
    faults.DropAnswer: _drop_answer,
    faults.Hang: _hang,
    faults.HangAnswer: _hang_answer,
    faults.Answer: _answer,
}


def _joined(headers: Headers) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _encoded(body: Any) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)
