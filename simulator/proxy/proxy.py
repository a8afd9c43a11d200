"""The proxy itself: its port, its connections, and the levers (rules, cut and heal, listening on and off)."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Self

from simulator.proxy.connection import Connection
from simulator.proxy.framing import checked
from simulator.proxy.limits import Limits
from simulator.proxy.pair import Pair
from simulator.proxy.peer import READ_BYTES, PatientReader, Peer, call
from simulator.proxy.raw import RawConnection
from simulator.proxy.records import Recorder
from simulator.proxy.rules import RuleBook
from simulator.proxy.setting import Setting
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from random import Random

    from simulator.proxy.faults import Rule
    from simulator.proxy.peer import Pause, Secure, Upstream
    from simulator.proxy.records import Record
    from simulator.proxy.rules import Tally

BACKLOG = 1_024


async def let_time_pass(seconds: float) -> None:
    """Wait, by the one place where time passes, for something that never happens."""
    with contextlib.suppress(NeverHappened):
        await wait_until(lambda: False, seconds, pause_s=seconds)


class Proxy:
    """A TCP proxy on loopback, to be used as `async with Proxy(...) as proxy`.

    `upstream` is `(host, port)` or the path of a unix socket, and may be assigned anew: connections opened afterwards
    go there. `random` is needed by rules with a probability. `clock` gives the milliseconds that stand in records.
    `pause` lets the seconds of a delay pass. `headers` are given to every request that is passed on, in place of what
    the client sent under these names, as a reverse proxy says who the client is; `paths` are put in place of others, as
    one does whose upstream stands below a path; records keep what the client sent. `tls`: the upstream speaks TLS under
    this name, and its certificate is checked; clients speak plain HTTP all the same.
    `on_record` is given each record once it is over. `port` 0 takes a free one, which is kept while not listening.
    """

    def __init__(
        self,
        upstream: Upstream,
        *,
        rules: Iterable[Rule] = (),
        raw: bool = False,
        random: Random | None = None,
        clock: Callable[[], float] | None = None,
        pause: Pause = let_time_pass,
        headers: Mapping[str, str] = {},
        paths: Mapping[str, str] = {},
        tls: Secure | None = None,
        limits: Limits | None = None,
        on_record: Callable[[Record], None] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        if raw and (headers or paths):
            raise ValueError("a raw connection has no requests to give headers or paths to")
        limits = limits or Limits()
        self.upstream = upstream
        self._tls = tls
        self.host = host
        self.port = port
        self.connections_cut = 0
        self._kind = RawConnection if raw else Connection
        self._book = RuleBook(random, raw=raw)
        self._book.set_rules(rules)
        self._recorder = Recorder(limits, clock, on_record)
        call_upstream, headers = self._call_upstream, checked(headers)
        self._setting = Setting(self._book, self._recorder, limits, pause, call_upstream, headers, dict(paths))
        self._live: dict[asyncio.Task[None], Pair] = {}
        self._accepted = 0
        self._is_cut = False
        self._place: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._crashes: list[BaseException] = []

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_failure: object) -> None:
        await self.close()

    async def listen(self) -> None:
        """Accept connections, at first and again after `stop_listening`. OSError when the port is taken."""
        if self._server:
            return
        if self._place is None:
            self._hold_place()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, sock=self._place, backlog=BACKLOG)
        self._place = None

    async def stop_listening(self) -> None:
        """Close the port: who connects is refused by the kernel. Connections that are open stay so."""
        if self._server:
            self._server.close()
            self._server = None
            self._hold_place()

    def set_rules(self, rules: Iterable[Rule]) -> None:
        """Put these rules in force for requests that arrive from now on. ValueError for one that cannot work."""
        self._book.set_rules(rules)

    def cut(self) -> None:
        """Cut the wire: every connection is reset on both sides, every new one at accept, until `heal`."""
        self._is_cut = True
        self.connections_cut += len(self._live)
        self._kill("cut")

    def heal(self) -> None:
        """Carry connections again."""
        self._is_cut = False

    @property
    def records(self) -> tuple[Record, ...]:
        """What happened to every request so far, those under way included, in arrival order."""
        return self._recorder.records()

    @property
    def connections_open(self) -> int:
        """How many connections are carried now."""
        return len(self._live)

    async def wait_for(self, count: int, deadline_s: float, *, finished: bool = False) -> tuple[Record, ...]:
        """Return the records once `count` requests have arrived (`finished`: are over). TimeoutError otherwise."""
        return await self._recorder.wait_for(count, deadline_s, finished=finished)

    def tallies(self) -> tuple[Tally, ...]:
        """Give the fault catalogue: how often each rule ever set was asked for and struck."""
        return self._book.tallies()

    def missed(self) -> tuple[Tally, ...]:
        """Give the rules that struck less often than their `hits_min`."""
        return tuple(tally for tally in self.tallies() if tally.struck < tally.hits_min)

    async def close(self) -> None:
        """Stop listening and reset every connection; return when no task and no socket is left."""
        if self._server:
            self._server.close()
            self._server = None
        if self._place:
            self._place.close()
            self._place = None
        tasks = tuple(self._live)
        self._kill("proxy closed")
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._crashes:
            raise self._crashes[0]

    def _hold_place(self) -> None:
        """Bind the port without listening: nobody is answered there, and nobody else is given it."""
        # asyncio sets TCP_NODELAY only on sockets that name their protocol; without it each answer waits 40 ms.
        place = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((self.host, self.port))
        except OSError:
            place.close()
            raise
        self._place, self.port = place, place.getsockname()[1]

    def _protocol(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(PatientReader(limit=READ_BYTES), self._accept)

    def _accept(self, reader: PatientReader, writer: asyncio.StreamWriter) -> None:
        self._accepted += 1
        client = Peer(reader, writer)
        if refusal := self._refusal():
            record = self._recorder.arrive(self._accepted)
            record.fault = refusal
            self._recorder.finish(record, "refused")
            connection = Pair(client, self._setting)
            connection.kill(refusal)
        else:
            connection = self._kind(self._accepted, client, self._setting)
        task = asyncio.get_running_loop().create_task(connection.run())
        self._live[task] = connection
        task.add_done_callback(self._forget)

    def _refusal(self) -> str:
        if self._is_cut:
            return "cut"
        if len(self._live) >= self._setting.limits.connections_max:
            return "connections_max"
        rule = self._book.refuses()
        return rule.name if rule else ""

    def _forget(self, task: asyncio.Task[None]) -> None:
        del self._live[task]
        if not task.cancelled() and (crash := task.exception()):
            self._crashes.append(crash)

    def _kill(self, cause: str) -> None:
        for task, connection in tuple(self._live.items()):
            connection.kill(cause)
            task.cancel()

    async def _call_upstream(self) -> Peer:
        return await call(self.upstream, self._setting.limits.connect_s_max, self._tls)
