"""`opsmantik chaos`, top to bottom: one ground, each fault struck so often while load runs, and what came of it.

A blow falls a moment after a burst began. A repetition counts only if at least `IN_FLIGHT_MIN` requests were under way
then. It decides when faults strike and what is counted; how they strike is next door.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from loadtests import books, profiles, records
from loadtests.arrival import Settings
from loadtests.chaos.faults import last
from loadtests.chaos.ground import GATEWAY_CONNECTIONS_MAX, ORIGIN, open_ground, probe_of
from loadtests.generator import Crew, Generator
from loadtests.order import Order
from loadtests.plan import expectation
from loadtests.preparation import make_month
from loadtests.profiles.bursts import EVERY_MS
from schema.partitions import month_edges
from simulator.judge.addresses import Addresses
from simulator.judge.beacon import page_view
from simulator.judge.rows import Rows
from simulator.judge.wire import encode_body
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from loadtests.chaos.faults import Fault
    from loadtests.chaos.ground import Ground
    from simulator.judge.gateway_process import GatewayCommand

IN_FLIGHT_MIN = 20
# From a burst's first request to the blow: by then most of it is out, and little of it answered.
INTO_BURST_MS = 100
# A fault is not struck before the one before it has been over for so long.
SETTLED_S = 1.0
REP_S_MAX, STARTED_S = 25.0, 30.0
CLOSED_S, FILES_FREE = 12.0, 15
BACK = 200


@dataclass(frozen=True)
class ChaosOptions:
    """What is struck and how often. `recover_s_max`: how soon the gateway must answer `synced` again."""

    seed: int
    repetitions: int = 3
    recover_s_max: float = 30.0


@dataclass
class Blow:
    """One repetition: when it fell, when all was mended, how many requests were under way, when it answered again."""

    struck_us: int
    mended_us: int
    in_flight: int = 0
    recovered_s: float | None = None

    @property
    def counts(self) -> bool:
        """Whether enough was under way for it to show anything."""
        return self.in_flight >= IN_FLIGHT_MIN


@dataclass
class Struck:
    """What came of one fault. `calls_lost`: intents whose event was answered `synced` and that have no call (HAZ)."""

    fault: str
    title: str
    blows: list[Blow] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    synced: int = 0
    lost: int = 0
    doubled: int = 0
    misplaced: int = 0
    stray: int = 0
    unknown: int = 0
    unknown_stored: int = 0
    calls_lost: int = 0
    calls_doubled: int = 0
    connections: int = 0
    files_grown: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """How many repetitions count."""
        return sum(blow.counts for blow in self.blows)

    @property
    def recover_s(self) -> float | None:
        """The longest time to recover; None if it did not, once."""
        times = [blow.recovered_s for blow in self.blows]
        return None if None in times or not times else max(times)

    def told(self) -> dict[str, Any]:
        """Give everything, for reports."""
        return {**asdict(self), "counted": self.counted, "recover_s": self.recover_s}


@dataclass(frozen=True)
class Stage:
    """Where attacks are written, what time it is, and who is told."""

    directory: Path
    now_ms: Callable[[], int]
    tell: Callable[..., None]


async def strike_all(
    faults: Sequence[Fault], options: ChaosOptions, command: GatewayCommand, public_id: str, stage: Stage
) -> list[Struck]:
    """Strike every fault; told one by one as it is over."""
    found: list[Struck] = []
    async with open_ground(command, stage.directory, public_id) as ground:
        settings = _settings(ground, options, stage.now_ms())
        await asyncio.to_thread(make_month, ground.dsn, settings.next_month)
        stage.tell("ground_ready", gateway=ground.url, month=settings.month, next_month=settings.next_month)
        for number, fault in enumerate(faults):
            one = await Attack(ground, fault, settings, stage, number=number, options=options).run()
            stage.tell("strike", **one.told())
            found.append(one)
    return found


def _settings(ground: Ground, options: ChaosOptions, now_ms: int) -> Settings:
    month = ground.month
    following = month_edges(datetime.strptime(month, "%Y-%m-%d").replace(tzinfo=UTC).date())[1]
    edge_ms = int(datetime(following.year, following.month, 1, tzinfo=UTC).timestamp() * 1_000)
    return Settings(
        profile="",
        seed=options.seed,
        site=ground.site.public_id,
        origin=ORIGIN,
        month=month,
        next_month=following.isoformat(),
        now_ms=min(now_ms, edge_ms - 3_600_000),
        month_edge_ms=edge_ms,
        duration_s=(options.repetitions + 1) * REP_S_MAX,
        own_database=True,
        next_month_stored=True,
    )


class Attack:
    """One fault, struck again and again while one Locust sends."""

    def __init__(
        self,
        ground: Ground,
        fault: Fault,
        settings: Settings,
        stage: Stage,
        *,
        number: int,
        options: ChaosOptions,
    ) -> None:
        self._ground, self._fault, self._options, self._now_ms = ground, fault, options, stage.now_ms
        directory = stage.directory
        self._settings = Settings(**{**asdict(settings), "profile": fault.profile, "seed": settings.seed + number})
        self._part = profiles.find(fault.profile).parts(self._settings)[0]
        self._expected = expectation(self._part, self._settings)
        addresses = Addresses(number << 16)
        self._order = Order(
            settings=self._settings,
            part=0,
            token=f"chaos{number}",
            endpoint=f"{ground.url}/api/sync",
            addresses=tuple(addresses.fresh() for _ in range(self._part.clients)),
            records=str(directory / f"requests-{fault.name}.jsonl"),
        )
        self._path = directory / f"order-{fault.name}.json"
        self._records = directory / f"requests-{fault.name}.jsonl"
        self._struck = Struck(fault.name, fault.title)

    async def run(self) -> Struck:
        """Send, strike, and count."""
        self._path.write_text(self._order.written(), "utf-8")
        files_before = self._ground.open_files()
        bound_s = self._settings.duration_s * 2
        generator = asyncio.create_task(Generator(Crew(), self._path, self._ground.url, bound_s).run())
        try:
            await self._strike_again_and_again(generator)
            self._records.with_suffix(".enough").touch()
            await generator
        finally:
            generator.cancel()
            with suppress(asyncio.CancelledError):
                await generator
        await self._count(files_before)
        return self._struck

    async def _strike_again_and_again(self, generator: asyncio.Task[None]) -> None:
        began_us = await self._began(generator)
        for _ in range(self._options.repetitions):
            await self._until_burst(began_us)
            blow = Blow(self._now_us(), 0)
            await self._fault.strike(self._ground, self._settings.next_month)
            await last(self._fault.lasts_s)
            await self._fault.mend(self._ground, self._settings.next_month)
            blow.mended_us = self._now_us()
            self._struck.blows.append(blow)
            await self._until_answering()
            await last(SETTLED_S)

    async def _began(self, generator: asyncio.Task[None]) -> int:
        path = self._records.with_suffix(".began")

        def told() -> str:
            if generator.done():
                generator.result()
            return path.read_text("utf-8") if path.exists() else ""

        return int(await wait_until(told, STARTED_S, pause_s=0.05))

    async def _until_burst(self, began_us: int) -> None:
        """Wait for the middle of the next burst."""
        passed_ms = (self._now_us() - began_us) / 1_000
        due_ms = (int(passed_ms // EVERY_MS) + 1) * EVERY_MS + INTO_BURST_MS
        await wait_until(lambda: self._now_us() >= began_us + due_ms * 1_000, 30, pause_s=0.002)

    async def _until_answering(self) -> None:
        """Ask until a beacon of our own is answered `synced`; past the bound it is not, and the count says so."""
        wire = probe_of(self._ground)
        address = Addresses(self._now_us() % (1 << 24)).fresh()
        headers = [("Origin", ORIGIN), ("Content-Type", "application/json"), ("X-Forwarded-For", address)]
        site, month = self._ground.site.public_id, self._settings.month
        body = encode_body(page_view(site=site, session="probe", month=month, fingerprint="probe"))

        async def answered() -> bool:
            with suppress(httpx.HTTPError):
                return (await wire.send("POST", wire.endpoint, headers, body)).status == BACK
            return False

        try:
            with suppress(NeverHappened):
                await wait_until(answered, self._options.recover_s_max, pause_s=0.2)
        finally:
            await wire.close()

    async def _count(self, files_before: int) -> None:
        struck, outcomes = self._struck, records.Outcomes.read(self._records, self._expected.requests)
        closed = await self._closed(outcomes)
        for blow in struck.blows:
            blow.in_flight = outcomes.in_flight(blow.struck_us)
            blow.recovered_s = recovered_s(outcomes, blow.mended_us)
        struck.kinds = {kind: count for kind, count in outcomes.kinds().items() if kind != "missing"}
        struck.unknown = struck.kinds.get("silent", 0) + struck.kinds.get("failed", 0)
        for name in (
            "synced",
            "lost",
            "doubled",
            "misplaced",
            "stray",
            "unknown_stored",
            "calls_lost",
            "calls_doubled",
        ):
            setattr(struck, name, getattr(closed, name))
        await self._look_for_leaks(files_before)
        struck.wrong = list(wrongs(struck, self._options))

    async def _closed(self, outcomes: records.Outcomes) -> books.Books:
        """Close the books over connections of their own: those that were open may have been killed."""
        rows = Rows(self._ground.dsn)
        await rows.open()
        try:
            return await books.close(
                rows, self._ground.site, self._part, outcomes, self._order.token, calls_before=None
            )
        finally:
            await rows.close()

    async def _look_for_leaks(self, files_before: int) -> None:
        """Once the load is gone: connections to the database, and files beyond what was open before."""
        ground = self._ground

        def quiet() -> bool:
            return ground.open_files() - files_before <= FILES_FREE

        with suppress(NeverHappened):
            await wait_until(quiet, CLOSED_S, pause_s=0.25)
        self._struck.connections = ground.proxy.connections_open
        self._struck.files_grown = max(0, ground.open_files() - files_before)

    def _now_us(self) -> int:
        return self._now_ms() * 1_000


def recovered_s(outcomes: records.Outcomes, mended_us: int) -> float | None:
    """Give how long after the mending the first `synced` of a request sent since then came; None if none did."""
    done = [outcomes.done_us[n] for n in outcomes.numbers(records.SYNCED) if outcomes.sent_us[n] >= mended_us]
    return round((min(done) - mended_us) / 1e6, 3) if done else None


def wrongs(struck: Struck, options: ChaosOptions) -> list[str]:
    """Say what is not as it must be. A call that is lost after `synced` is a hazard, and nobody's fault here."""
    said = [f"{name} {count}" for name in ("lost", "doubled", "misplaced", "stray") if (count := getattr(struck, name))]
    if struck.blows and (struck.recover_s is None or struck.recover_s > options.recover_s_max):
        said.append(f"recovered in {struck.recover_s} s, expected within {options.recover_s_max:g}")
    if struck.connections > GATEWAY_CONNECTIONS_MAX:
        said.append(f"{struck.connections} connections to the database, expected at most {GATEWAY_CONNECTIONS_MAX}")
    if struck.files_grown > FILES_FREE:
        said.append(f"{struck.files_grown} files more than before, expected at most {FILES_FREE}")
    return said
