"""`opsmantik load` from options to result: plan, expectation, the generator, the windows, the books, the thresholds.

It decides the order, and what a run's end means. Whatever ends a run, also Ctrl-C, its books are closed.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx

from loadtests import books, boundary, hints, profiles, records, samples, thresholds
from loadtests.abuse.attacks import ATTACKS, Field, carry_out
from loadtests.arrival import Settings
from loadtests.generator import Crew, Generator, GeneratorBroke
from loadtests.latency import measure, too_busy
from loadtests.ledger import Reading, follow
from loadtests.order import IN_FLIGHT_MAX, Order
from loadtests.plan import Expectation, expectation
from loadtests.preparation import next_month_stored, prepare
from loadtests.result import PartResult, Result, errors_of, excuse, figures_of
from schema.partitions import month_edges
from simulator.judge import clock as clocks
from simulator.judge import events, tls
from simulator.judge.month import utc_month
from simulator.judge.wire import headers_of, without_secret
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from pathlib import Path

    from loadtests.arrival import Part, Profile
    from loadtests.boundary import Boundary
    from simulator.judge.bench import Bench
    from simulator.measuring import Place

# Where the clock stands still nothing is gained by more; a gateway that is slow today is not to fail for it.
MOVED_IN_FLIGHT_MAX = 24
CALM_S, CALM_ANSWER_S = 90.0, 0.5
KNEE_P99_MS, KNEE_LATE_SHARE = 1_000, 0.05
DAY_MS, NEAR_MS = 86_400_000, 7_200_000


class LoadRefused(Exception):
    """A run that cannot be made as asked."""

    exit_code = 2


class NoClients(Exception):
    """A target that counts all of us as one client: nothing of ours can be told apart."""

    exit_code = 3


@dataclass(frozen=True)
class LoadOptions:
    """What is loaded and how. `bounds`: what it is held to. `workers`: processes that send."""

    profile: str
    bounds: thresholds.Bounds
    scale: float = 1.0
    rate_per_s: float | None = None
    duration_s: float | None = None
    workers: int = 1
    books: bool = True
    in_flight_max: int = IN_FLIGHT_MAX
    bundled: tuple[str, ...] = ()  # what was put in place of our gateway, for whoever repeats the run


async def load(bench: Bench, place: Place, options: LoadOptions) -> Result:
    """Run every part of a profile on an open target."""
    profile = profiles.find(options.profile)
    settings = await settings_of(bench, place, options, profile)
    run = Run(bench, place, options, profile=profile, settings=settings)
    result = Result(profile.name)
    try:
        await run.all_parts(result)
    finally:
        if bench.clock and settings.moved:
            await asyncio.shield(bench.clock.release())
    run.judge(result)
    return result


async def settings_of(bench: Bench, place: Place, options: LoadOptions, profile: Profile) -> Settings:
    """Say what a profile is told of this target; refuse what cannot be loaded."""
    _refuse_if_blind(bench, options)
    month_edge = month_edges(datetime.strptime(bench.month, "%Y-%m-%d").replace(tzinfo=UTC).date())[1]
    edge_ms = int(datetime(month_edge.year, month_edge.month, 1, tzinfo=UTC).timestamp() * 1_000)
    moved = bench.clock is not None and profile.controls
    now_ms = await bench.clock.now_ms() if bench.clock and moved else bench.now_ms()
    return Settings(
        profile=profile.name,
        seed=place.seed,
        site=bench.site.public_id if bench.site else "",
        origin=bench.origin,
        month=bench.month,
        next_month=month_edge.isoformat(),
        now_ms=_within_month(now_ms, bench.month, edge_ms),
        month_edge_ms=edge_ms,
        limit=bench.limit,
        window_ms=bench.window_s * 1_000,
        scale=options.scale,
        rate_per_s=options.rate_per_s,
        duration_s=options.duration_s,
        moved=moved,
        own_database=place.databases is not None,
        next_month_stored=await next_month_stored(bench, month_edge.isoformat()),
        addressing="source" if bench.wire.addressing == "source" else "forwarded",
    )


def _within_month(now_ms: int, month: str, edge_ms: int) -> int:
    """Give a time of the month that has a partition, not near its end: no verdict depends on the day."""
    if utc_month(now_ms) == month and now_ms < edge_ms - NEAR_MS:
        return now_ms
    return edge_ms - DAY_MS


def _refuse_if_blind(bench: Bench, options: LoadOptions) -> None:
    if bench.site is None:
        raise LoadRefused("expected a site to visit; came: none; name one with --site, or give --database")
    if options.books and bench.rows is None:
        came = bench.no_rows or "none; give its DSN with --database"
        raise LoadRefused(f"expected a database to close the books with; came: {came}, or say --no-books")
    if bench.wire.addressing == "shared":
        raise NoClients(
            "expected a target that tells clients apart; came: one limit for the whole run; run it on the target's own"
            " machine, or where X-Forwarded-For is trusted"
        )


class Run:
    """One run: what all its parts share."""

    def __init__(
        self,
        bench: Bench,
        place: Place,
        options: LoadOptions,
        *,
        profile: Profile,
        settings: Settings,
    ) -> None:
        self._bench, self._place, self._options = bench, place, options
        self._profile, self._settings, self._bounds = profile, settings, options.bounds
        self._tell, self._calls = place.stream.tell, 0
        self._rude: dict[str, str] = {}
        self._window_told_s: int | None = None
        named = f"{place.directory.name}/{settings.site}".encode()
        self._token = hashlib.sha256(named).hexdigest()[:10] + "-"

    async def all_parts(self, result: Result) -> None:
        """Plan, say what must come of it, then run part after part."""
        planned = self._profile.parts(self._settings)
        expected = [expectation(part, self._settings) for part in planned]
        self._tell(
            "load_planned",
            profile=self._profile.name,
            title=self._profile.title,
            settings=asdict(self._settings),
            options={"workers": self._options.workers, "books": self._options.books, "bundled": self._options.bundled},
            bounds=self._bounds,
            parts=[{"name": p.name, "moved": p.moved, **e.told()} for p, e in zip(planned, expected, strict=True)],
        )
        for number, (part, what) in enumerate(zip(planned, expected, strict=True)):
            try:
                found = await self._part(number, part, what, result)
            except GeneratorBroke as broke:
                result.broke = str(broke)
                self._tell("generator_broke", what=str(broke))
                return
            result.parts.append(found)
            if result.interrupted or (self._profile.climbs and self._past_the_knee(found)):
                return

    async def _part(self, number: int, part: Part, expected: Expectation, result: Result) -> PartResult:
        settings = self._settings
        await prepare(self._bench, settings, part)
        addresses = [self._bench.addresses.fresh() for _ in range(part.clients)]
        self._tell("addresses_taken", count=len(self._bench.addresses.given()))
        start_ms = part.started_at_ms or settings.now_ms
        order = self._order(number, part, settings, addresses, start_ms)
        path = self._place.directory / f"order-{number + 1}.json"
        path.write_text(order.written(), "utf-8")
        self._tell("part_started", part=part.name, requests=expected.requests)
        reading = Reading(order.token)
        generator = Generator(Crew(self._options.workers), path, self._bench.wire.base, run_s_max(part, expected))
        taken = samples.Samples(
            self._tell, self._bench.rows, gateway_pid(self._place.directory), lambda: generator.pids
        )
        async with self._beside(part, reading, taken):
            try:
                await generator.run()
            except asyncio.CancelledError:
                asyncio.current_task().uncancel()
                result.interrupted = True
        return await self._closed(part, expected, order, reading=reading, taken=taken)

    @asynccontextmanager
    async def _beside(self, part: Part, reading: Reading, taken: samples.Samples) -> AsyncIterator[None]:
        """Read the ledger along, take samples, and be rude where the part says so, while the generator runs."""
        await taken.take()
        tasks, tally = [asyncio.create_task(taken.take_on())], Counter()
        if part.beside:
            wire = self._bench.wire
            field = Field(wire.endpoint, self._bench.origin, self._bench.addresses.fresh, wire.tls)
            tasks.append(asyncio.create_task(carry_out(ATTACKS[part.beside], field, tally)))
        if self._ledgered():
            reading.begin_after(await self._bench.ledger.last())
            tasks.append(asyncio.create_task(follow(self._bench.ledger, reading)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if part.beside:
                await self._until_calm()
                self._rude[part.name] = (
                    f"{ATTACKS[part.beside].title}: {', '.join(f'{n} {w}' for w, n in tally.items())}"
                )

    async def _until_calm(self) -> None:
        """Let the gateway finish with what was rude, so that nobody else is blamed for it."""

        async def answers() -> bool:
            async with asyncio.timeout(CALM_ANSWER_S):
                return bool((await self._bench.wire.send("OPTIONS", self._bench.wire.endpoint, [])).status)

        async def calm() -> bool:
            with suppress(TimeoutError, httpx.HTTPError):
                return await answers()
            return False

        with suppress(NeverHappened):
            await wait_until(calm, CALM_S, pause_s=0.2)

    async def _closed(
        self,
        part: Part,
        expected: Expectation,
        order: Order,
        *,
        reading: Reading,
        taken: samples.Samples,
    ) -> PartResult:
        """Draw the windows, close the books and take the figures of a part."""
        settings, busy_share = self._settings, taken.busy_share()
        outcomes = records.Outcomes.read(self._place.directory / order.records.rpartition("/")[2], expected.requests)
        ledger = reading.entries if self._ledgered() and not reading.broken else None
        drawn = boundary.draw(part, settings, outcomes, order.addresses, ledger=ledger, start_ms=order.clock_start_ms)
        _append(self._place.directory / "windows.jsonl", part.name, drawn)
        closed = None
        if self._options.books and self._bench.rows and self._bench.site:
            site = self._bench.site
            before = self._calls if site.row else None
            closed = await books.close(self._bench.rows, site, part, outcomes, order.token, calls_before=before)
            self._calls += closed.calls + closed.calls_stray
        late_ms_max = self._bounds["generator"]["late_ms"]
        latency = measure(outcomes, late_ms_max)
        told = hints.window_told_s(part, settings, outcomes, self._bench.limit_told)
        self._window_told_s = self._window_told_s or told
        busy = too_busy(busy_share, 0.0 if part.moved else latency.late_ms.get("p99", 0.0), late_ms_max)
        growth = samples.growth(taken.taken, self._bounds["growth"])
        if part.beside:
            growth["abuse_mb"] = samples.swollen_mb(taken.taken)
        kinds, errors = outcomes.kinds(), errors_of(part, outcomes)
        found = PartResult(part, expected, latency, kinds, errors, drawn, closed, busy, growth)
        self._tell(
            "part_finished",
            part=part.name,
            expected=expected.told(),
            kinds=found.kinds,
            errors=found.errors,
            latency=latency.told(),
            boundary=drawn.told(settings.limit),
            books=closed and closed.told(),
            growth=growth,
            ledger_broken=reading.broken,
            notes=sorted({note for _, note in sorted(outcomes.notes.items())[:200]})[:12],
        )
        return found

    def judge(self, result: Result) -> None:
        """Hold every part against the thresholds; a profile that climbs is held to what came before its knee."""
        for found in result.parts:
            past = self._profile.climbs and self._past_the_knee(found)
            for kept in thresholds.judged(self._bounds, figures_of(found)):
                if not (past and kept.group in ("latency_ms", "errors", "generator")):
                    excused = "" if kept.kept else excuse(found, kept)
                    result.kept.append(replace(kept, name=f"{found.part.name}: {kept.name}", excused=excused))
        if any(found.boundary.too_many or found.boundary.too_few for found in result.parts):
            result.remarks += hints.sentences(self._bench.limit_told, self._settings, self._window_told_s)
        result.remarks += self._remarks(result)
        for remark in result.remarks:
            self._tell("remark", text=remark)
        for kept in result.kept:
            self._tell("threshold", **kept.told())
        self._tell("load_finished", exit_code=result.exit_code, interrupted=result.interrupted, broke=result.broke)

    def _remarks(self, result: Result) -> Iterator[str]:
        """Say what was found besides: what the rude ones met with, and where the knee is."""
        for found in result.parts:
            if found.part.name in self._rude:
                grown = found.growth.get("abuse_mb")
                yield f"{self._rude[found.part.name]}; the gateway's memory rose by {grown:g} MiB at most"
        if not self._profile.climbs:
            return
        for found in result.parts:
            p99, per_s = found.latency.corrected_ms.get("p99"), found.latency.per_s
            knee_ms = self._bounds["latency_ms"].get("knee_p99_ms", KNEE_P99_MS)
            own = found.latency.raw_ms.get("p99", 0.0) <= knee_ms
            past = "the generator no longer kept up" if own else "past the knee"
            word = past if self._past_the_knee(found) else "held"
            yield f"{found.part.name}: {word}, at {per_s:g} answers/s with a corrected p99 of {p99} ms"

    def _past_the_knee(self, found: PartResult) -> bool:
        p99_ms = found.latency.corrected_ms.get("p99", 0.0)
        late = found.latency.late_starts > 0.05 * max(1, found.latency.sent)
        return p99_ms > self._bounds["latency_ms"].get("knee_p99_ms", KNEE_P99_MS) or late

    def _order(self, number: int, part: Part, settings: Settings, addresses: Sequence[str], start_ms: int) -> Order:
        wire = self._bench.wire
        url = without_secret(wire.base) + clocks.PATH if part.moved else None
        return Order(
            settings=settings,
            part=number,
            token=f"{self._token}{number}",
            endpoint=wire.endpoint,
            ca=tls.certificates(wire.ca) if wire.ca else "",
            authorization=headers_of(wire.endpoint).get("Authorization", ""),
            addresses=tuple(addresses),
            records=str(self._place.directory / f"requests-{number + 1}.jsonl"),
            clock=url,
            clock_start_ms=start_ms,
            labelled=self._ledgered(),
            in_flight_max=min(self._options.in_flight_max, MOVED_IN_FLIGHT_MAX if part.moved else IN_FLIGHT_MAX),
        )

    def _ledgered(self) -> bool:
        return self._bench.ledger is not None and self._profile.controls


def run_s_max(part: Part, expected: Expectation) -> float:
    """Give the time after which Locust ends by itself: a run is bounded."""
    stops = min(expected.requests, expected.duration_ms // 1_000 + 5) if part.moved else 0
    planned_s = expected.requests / part.pace_per_s + stops * 0.1 if part.moved else expected.duration_ms / 1_000
    return 60 + 4 * planned_s


def gateway_pid(directory: Path) -> int | None:
    """Give the process id of the gateway we started, as the run's own events say."""
    pids = [event["pid"] for event in events.read(directory) if event["event"] == "gateway_started"]
    return pids[-1] if pids else None


def _append(path: Path, part: str, drawn: Boundary) -> None:
    with path.open("a", encoding="utf-8") as file:
        for window in drawn.windows:
            file.write(json.dumps({"part": part, **asdict(window)}) + "\n")
