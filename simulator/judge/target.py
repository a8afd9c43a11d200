"""What a check holds in its hand: one target, seen by one client.

A `Target` is a view for a single check over what the whole run shares (`bench.Bench`): it has its own client address,
its own randomness and its own record of exchanges. It judges nothing, and it refuses what the check did not say it
needs, so that a declaration in `check(...)` is never stale.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

from simulator.judge.beacon import OMIT, depart, page_view
from simulator.judge.check import Check, NotObservable
from simulator.judge.clock import MovedTime, Timeline, WaitedTime
from simulator.judge.crowd import Crowd
from simulator.judge.lives import Lives
from simulator.judge.site import SiteRefused
from simulator.judge.wire import Answer, encode_body, merge_headers

if TYPE_CHECKING:
    import ssl

    from schema.catalogue import Difference
    from simulator.judge.bench import Bench
    from simulator.judge.browser import Browser
    from simulator.judge.clock import GatewayClock
    from simulator.judge.site import Site

__all__ = ["DESKTOP_CHROME", "OMIT", "OWN", "Answer", "Target"]

DESKTOP_CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)


class Own:
    """Stands for *what this check would send anyway*."""

    def __repr__(self) -> str:
        return "OWN"


OWN = Own()
GivenHeaders = Mapping[str, str | bytes | None] | Sequence[tuple[str, str | bytes | None]]


class Target:
    """One check's view of what is judged. Every answer and every row read is kept in the history."""

    def __init__(
        self,
        bench: Bench,
        check: Check,
        seed: int | str,
        excused: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._bench = bench
        self._excused = excused
        self._check = check
        self._seed = seed
        self.origin = bench.origin
        self.month = bench.month
        self.month_without_partition = bench.month_without_partition
        self.limit = bench.limit
        self.window_s = bench.window_s
        self.random = random.Random(f"{seed}/{check.name}")  # noqa: S311 - to be repeated
        self._address = bench.addresses.fresh()
        self.crowd = Crowd(bench.limit)
        self._site = bench.site

    @property
    def endpoint(self) -> str:
        """The URL beacons go to, for checks that open a socket of their own."""
        return self._bench.wire.endpoint

    @property
    def tls(self) -> ssl.SSLContext | None:
        """How its certificate is checked, for checks that open a socket of their own; None where it has none."""
        return self._bench.wire.tls

    # ---- who and where -------------------------------------------------------------------------------------------

    @property
    def denied_origin(self) -> str:
        """An origin this target refuses; not observable where it refuses none."""
        if self._bench.denied_origin is None:
            raise NotObservable(self._bench.why_not("denied-origin"), "denied-origin")
        return self._bench.denied_origin

    @property
    def site(self) -> Site:
        """The site of this check's beacons, which others may share: its own id (None: known by URL), its public id."""
        if self._site is None:
            raise NotObservable(self._bench.why_not("site"), "site")
        return self._site

    async def settle(self) -> None:
        """Take a site of its own from now on, if the check asked for one and it can be made."""
        if self._check.own_site and self._bench.sites:
            with suppress(SiteRefused):
                self._site = await self._bench.sites.make(self.new_sid())

    @property
    def address(self) -> str:
        """The client address of this check; not observable where nothing we could change conveys one."""
        return self._conveyable(self._address)

    async def new_site(self, public_id: str | None = None) -> Site:
        """Make a further site (random public id unless given); it is removed when the run ends."""
        self._need("rows")
        try:
            return await self._bench.sites.make(public_id or self.new_sid())
        except SiteRefused as refused:
            raise NotObservable(f"no further site can be made here: {refused}") from refused

    def new_address(self) -> str:
        """Give a client address nobody has used in this run."""
        return self._conveyable(self._bench.addresses.fresh())

    def neighbour_of(self, address: str) -> str:
        """Give a client address nobody has used, of the same network as this one of ours."""
        return self._conveyable(self._bench.addresses.neighbour(address))

    def at_once(self, requests: int) -> int:
        """Say how many of a burst of requests are under way at the same time: one, unless this target is slow."""
        return self._bench.speed.at_once(requests)

    def conveyed(self, address: str) -> tuple[str | None, str | None]:
        """Say how a client address of ours travels, for who opens a socket: X-Forwarded-For, address to call from."""
        match self._bench.wire.addressing:
            case "forwarded":
                return address, None
            case "source":
                return address, address
            case "shared":
                return None, None

    def new_sid(self) -> str:
        """Give a fresh version 4 uuid in lower case, the same one again for the same seed."""
        sid = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        self._bench.inventions.add(sid)
        return sid

    # ---- sending -------------------------------------------------------------------------------------------------

    def beacon(self, **wire: Any) -> dict[str, Any]:
        """Build a valid page-view beacon of a new session; keywords replace wire keys, `OMIT` removes one."""
        site = OMIT if "s" in wire else self.site.public_id  # a site need not be known where another is named
        body = page_view(site=site, session=self.new_sid(), month=self.month, fingerprint=self.new_fingerprint())
        return depart(body, wire)

    def new_fingerprint(self) -> str:
        """Give a fresh visitor fingerprint."""
        fingerprint = f"fp-{self.random.getrandbits(64):016x}"
        self._bench.inventions.add(fingerprint)
        return fingerprint

    async def post(
        self,
        body: dict[str, Any] | list[Any] | str | bytes,
        *,
        origin: str | Own | None = OWN,
        address: str | Own | None = OWN,
        headers: GivenHeaders = (),
        user_agent: str | None = DESKTOP_CHROME,
        query: str = "",
    ) -> Answer:
        """POST one body as a browser would. None leaves the origin, address or user agent out.

        `headers` are added, or replace a default of the same name; the value None removes it. Asserts nothing.
        """
        defaults = [
            ("Origin", self.origin if isinstance(origin, Own) else origin),
            ("User-Agent", user_agent),
            ("Content-Type", "application/json"),
            *self._forwarded(address),
        ]
        return await self._send("POST", self._url(query), _merged(defaults, headers), encode_body(body), address)

    async def preflight(
        self, *, origin: str | Own | None = OWN, address: str | Own | None = OWN, headers: GivenHeaders = ()
    ) -> Answer:
        """Ask OPTIONS as a browser would before a JSON beacon."""
        defaults = [
            ("Origin", self.origin if isinstance(origin, Own) else origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"),
            *self._forwarded(address),
        ]
        return await self._send("OPTIONS", self._url(""), _merged(defaults, headers), b"", address)

    async def request(
        self, method: str, headers: Sequence[tuple[str, str | bytes]] = (), body: bytes = b"", path: str | None = None
    ) -> Answer:
        """Send any request; nothing is added but Host and Content-Length. `path` starts at the server's root."""
        url = self._bench.wire.endpoint if path is None else self._bench.wire.base + path
        return await self._send(method, url, list(headers), body, OWN)

    # ---- reading rows --------------------------------------------------------------------------------------------

    async def fetch(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        """Read rows. Values: uuid, date and inet as Postgres writes them, numeric as Decimal, jsonb parsed."""
        self._need("rows", "catalogue", "own_database")
        rows = await self._bench.rows.fetch(sql, *params)
        self._bench.history.read(self._check.name, sql, params, rows)
        return rows

    async def sessions(self, sid: str) -> list[dict[str, Any]]:
        """Read the sessions of one id, in every month, with the `partition` each lies in."""
        return await self.fetch(_with_partition("sessions", "id", "created_month"), sid)

    async def events(self, sid: str) -> list[dict[str, Any]]:
        """Read the events of one session id, oldest first, with the `partition` each lies in."""
        return await self.fetch(_with_partition("events", "session_id", "created_at, id"), sid)

    async def calls(self, sid: str) -> list[dict[str, Any]]:
        """Read the intents matched to one session id, oldest first."""
        return await self.fetch(_with_partition("calls", "matched_session_id", "created_at, id"), sid)

    async def events_where_client_sid(self, client_sid: str) -> list[dict[str, Any]]:
        """Read the events of our own site whose metadata carries this client_sid: for sids that got a random one."""
        return await self.fetch(_EVENTS_BY_CLIENT_SID, self.site.id, client_sid)

    async def catalogue_differences(self) -> list[Difference]:
        """Compare the target's live catalogue with the blueprint, once a run."""
        self._need("catalogue")
        return await self._bench.catalogue.differences()

    # ---- levers --------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> GatewayClock:
        """The gateway's clock (only with controls); it is released when the check ends."""
        self._need("clock")
        return self._watched_clock()

    async def timeline(self) -> Timeline:
        """Give time from now on: moved where the target has controls, waited for elsewhere."""
        self._need("time")
        if self._bench.clock is None:
            return WaitedTime(self._bench.now_ms)
        clock = self._watched_clock()
        moved = MovedTime(clock, await clock.now_ms())
        await moved.at(0)
        return moved

    @property
    def browser(self) -> Browser:
        """The browser of this run, with the tracker that is judged."""
        self._need("browser")
        return self._bench.browser

    def offers(self, *capabilities: str) -> bool:
        """Whether this target has all of these: for checks that use what they do not need."""
        return all(self._bench.offers(one) for one in capabilities)

    def log_mark(self) -> int:
        """Remember how far the gateway's log has come."""
        self._need("log")
        return self._bench.log.mark()

    async def log_since(self, mark: int, until: str | None = None, deadline_s: float = 2.0) -> str:
        """Read the log from a mark on; with `until`, wait at most `deadline_s` for that text to appear."""
        self._need("log")
        return await self._bench.log.since(mark, until, deadline_s)

    @asynccontextmanager
    async def variant(
        self, env: Mapping[str, str] | None = None, ddl: Sequence[str] = (), *, alone: bool = False
    ) -> AsyncIterator[Target]:
        """Start the same gateway otherwise and give a target of it.

        `env` is its whole configuration (`ALLOWED_ORIGINS`, `NODE_ENV`: what is not named is unset); None keeps ours.
        `ddl` is applied to a database of its own, cloned for this; without `ddl` the main database is used. Checks that
        ask for the same share it, unless `alone`: then gateway and database (own, also without `ddl`) are this check's.
        The time it takes to start is not the check's.
        """
        self._need("start")
        if ddl or alone:
            self._need("own_database")
        async with AsyncExitStack() as stack:
            with self._excused():
                opened = self._bench.starter.open(env, tuple(ddl), alone=alone)
                bench = await stack.enter_async_context(opened)
            row = bench.site.row if bench.site else {}
            self._bench.history.variant(self._check.name, bench.wire.endpoint, env, ddl, row)
            varied = Target(bench, self._check, self._seed, self._excused)
            varied.crowd = self.crowd
            if bench.sites is self._bench.sites:
                varied._site = self._site
            else:
                await varied.settle()
            yield varied

    @asynccontextmanager
    async def lives(self) -> AsyncIterator[tuple[Lives, Callable[[], Target]]]:
        """Start a gateway to be killed, on a database of its own; gives its lives, and a target of the present one.

        The time it takes to start the first is not the check's.
        """
        self._need("start")
        self._need("own_database")
        starter = self._bench.starter
        async with starter.own_rows() as rows:
            with self._excused():
                lives = await Lives.begun(starter, rows, self.new_sid())
            try:
                yield lives, lambda: self._in(lives.bench)
            finally:
                await lives.close()

    # ---- inside --------------------------------------------------------------------------------------------------

    def _in(self, bench: Bench) -> Target:
        """Give the same check's view of another bench; what it invents goes on where it was."""
        other = Target(bench, self._check, self._seed, self._excused)
        other.random, other.crowd = self.random, self.crowd
        return other

    def _watched_clock(self) -> GatewayClock:
        return self._bench.clock.told_to(self._bench.history.clock_of(self._check.name))

    def _need(self, *any_of: str) -> None:
        if not (self._check.needs | self._check.uses).intersection(any_of):
            raise AssertionError(f"{self._check.name} uses {any_of[0]} without needs={{'{any_of[0]}'}}")
        if not any(self._bench.offers(capability) for capability in any_of):
            raise NotObservable(self._bench.why_not(any_of[0]), any_of[0])

    def _url(self, query: str) -> str:
        return self._bench.wire.endpoint + (f"?{query}" if query else "")

    def _forwarded(self, address: str | Own | None) -> list[tuple[str, str | None]]:
        own = self._address if isinstance(address, Own) else address
        addressing = self._bench.wire.addressing
        if addressing != "forwarded" and not self._bench.addresses.gave(own):
            raise NotObservable("this target does not trust X-Forwarded-For", "clients")
        # Where it is called from, that is also said: what is not trusted may be stored all the same.
        return [] if addressing == "shared" else [("X-Forwarded-For", own)]

    def _conveyable(self, address: str) -> str:
        if self._bench.wire.addressing == "shared":
            raise NotObservable("this target tells clients apart by nothing that we can change", "clients")
        return address

    async def _send(
        self, method: str, url: str, headers: list[tuple[str, str | bytes]], body: bytes, address: str | Own | None
    ) -> Answer:
        own = self._address if isinstance(address, Own) else address
        source = own if self._bench.wire.addressing == "source" else None
        seen = self._bench.history.exchange_of(self._check.name)
        client = self._bench.wire.endpoint, own
        counts = method == "POST" and url.startswith(self._bench.wire.endpoint)
        if counts:
            self.crowd.ask(client)
        answer = await self._bench.wire.send(method, url, headers, body, source=source, seen=seen)
        if counts:
            self.crowd.note(client, answer.status)
        return answer


def _merged(defaults: Sequence[tuple[str, str | None]], given: GivenHeaders) -> list[tuple[str, str | bytes]]:
    pairs = list(given.items()) if isinstance(given, Mapping) else list(given)
    return merge_headers([(name, value) for name, value in defaults if value is not None], pairs)


def _with_partition(table: str, key: str, order: str) -> str:
    columns = "*, tableoid::regclass::text AS partition"
    return f"SELECT {columns} FROM {table} WHERE {key} = %s::uuid ORDER BY {order}"  # noqa: S608 - our own names


_EVENTS_BY_CLIENT_SID = """
SELECT events.*, events.tableoid::regclass::text AS partition
FROM events JOIN sessions ON sessions.id = events.session_id AND sessions.created_month = events.session_month
WHERE sessions.site_id = %s::uuid AND events.metadata->>'client_sid' = %s
ORDER BY events.created_at, events.id
"""
