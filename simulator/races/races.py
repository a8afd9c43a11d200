"""Four races, each round anew: the same stamp, no stamp, first events of a session, heartbeats of one.

A race is a matter of luck, so what is told is a distribution over rounds. It decides what is sent together and what is
counted afterwards in the rows; only the same stamp has a right answer (GWY-932: one row), the others are measured.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.at_once import From, together
from simulator.judge.beacon import page_view

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator.judge.bench import Bench
    from simulator.judge.wire import Answer

TEL = "tel:+905321112233"
CLICK = {"ec": "conversion", "ea": "phone_call", "el": TEL}
HEARTBEAT = {"ec": "system", "ea": "heartbeat", "el": "session_active"}


class RacesRefused(Exception):
    """The races cannot be run as asked."""

    exit_code = 2


@dataclass(frozen=True)
class Round:
    """One round: how many were answered what, and how many of what should be there are lost or there twice."""

    statuses: dict[int, int]
    refused: int
    lost: int
    doubled: int


@dataclass
class Race:
    """One race over all its rounds. `right` says what must be seen every time, if anything must."""

    name: str
    counts: str
    right: str | None
    rounds: list[Round] = field(default_factory=list)

    def distribution(self, what: str) -> dict[int, int]:
        """Give how many rounds had how many of `refused`, `lost` or `doubled`."""
        return dict(sorted(Counter(getattr(one, what) for one in self.rounds).items()))

    @property
    def broken(self) -> int:
        """In how many rounds what must be seen was not: for the race that has a right answer."""
        return sum(bool(one.lost or one.doubled) for one in self.rounds) if self.right else 0


class Track:
    """Where races are run: one target, its rows, one seed; every race has `at_once` requests a round."""

    def __init__(self, bench: Bench, seed: int, at_once: int) -> None:
        if bench.rows is None or bench.site is None:
            came = bench.no_rows or "none; give its DSN with --database"
            raise RacesRefused(f"expected a database to count rows in; came: {came}")
        if bench.wire.addressing == "shared":
            raise RacesRefused(
                "expected clients to be told apart; came: one limit for the whole run;"
                " run it on the target's own machine, or where X-Forwarded-For is trusted"
            )
        limit = min(bench.limit, bench.limit_told or bench.limit)
        if at_once > limit:
            raise RacesRefused(f"expected at most the limit of {limit} at once; came: {at_once}; ask for fewer")
        self._bench, self.at_once = bench, at_once
        self._random = random.Random(f"{seed}/races")  # noqa: S311 - to be repeated

    def beacon(self, **wire: Any) -> dict[str, Any]:
        """Build a view of a new session, or what the keywords make of it."""
        sid = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        fingerprint = f"race-{self._random.getrandbits(48):012x}"
        self._bench.inventions.update((sid, fingerprint))
        site = self._bench.site.public_id
        return {**page_view(site=site, session=sid, month=self._bench.month, fingerprint=fingerprint), **wire}

    def stamp(self) -> str:
        """Give a fresh stamp."""
        return f"race-{self._random.getrandbits(64):016x}"

    async def post(self, *beacons: dict[str, Any]) -> list[Answer]:
        """Post beacons together, from a client that has its whole limit."""
        address, wire = self._bench.addresses.fresh(), self._bench.wire
        by_header = wire.addressing == "forwarded"
        forwarded, source = (address, None) if by_header else (None, address)
        sender = From(wire.endpoint, self._bench.origin, forwarded, source, wire.tls)
        return await together(sender, beacons)

    async def begun(self) -> str:
        """Begin a session and give its id."""
        beacon = self.beacon()
        await self.post(beacon)
        return beacon["sid"]

    async def count(self, table: str, column: str, sid: str) -> int:
        """Count a session's rows."""
        sql = f"SELECT count(*) AS n FROM {table} WHERE {column} = %s::uuid"  # noqa: S608 - our own names
        return (await self._bench.rows.fetch(sql, sid))[0]["n"]

    async def event_count(self, sid: str) -> int:
        """Give the sum of a session's event_count."""
        sql = "SELECT coalesce(sum(event_count), 0)::int AS n FROM sessions WHERE id = %s::uuid"
        return (await self._bench.rows.fetch(sql, sid))[0]["n"]


async def same_stamp(track: Track) -> Round:
    """One click, sent so often: exactly one call, however many came first."""
    sid, meta = await track.begun(), {"fp": "race", "gclid": None, "intent_stamp": track.stamp()}
    answers = await track.post(*[track.beacon(sid=sid, meta=meta, **CLICK)] * track.at_once)
    calls = await track.count("calls", "matched_session_id", sid)
    return _round(answers, lost=max(0, 1 - calls), doubled=max(0, calls - 1))


async def no_stamp(track: Track) -> Round:
    """One click without a stamp, sent so often: every call beyond the first is a copy."""
    sid = await track.begun()
    answers = await track.post(*[track.beacon(sid=sid, **CLICK)] * track.at_once)
    calls = await track.count("calls", "matched_session_id", sid)
    return _round(answers, lost=max(0, 1 - calls), doubled=max(0, calls - 1))


async def first_events(track: Track) -> Round:
    """First events of one new session: each answered synced is stored once, each refused is lost."""
    beacon = track.beacon()
    answers = await track.post(*[beacon] * track.at_once)
    stored = await track.count("events", "session_id", beacon["sid"])
    return _round(answers, lost=track.at_once - min(stored, track.at_once), doubled=max(0, stored - _synced(answers)))


async def heartbeats(track: Track) -> Round:
    """Heartbeats of one session: each answered synced moves event_count by one."""
    sid = await track.begun()
    before = await track.event_count(sid)
    answers = await track.post(*[track.beacon(sid=sid, **HEARTBEAT)] * track.at_once)
    moved = await track.event_count(sid) - before
    return _round(answers, lost=max(0, _synced(answers) - moved), doubled=max(0, moved - _synced(answers)))


RACES: dict[str, tuple[Callable[[Track], Awaitable[Round]], str, str | None]] = {
    "same stamp": (same_stamp, "calls", "GWY-932: one call every round"),
    "no stamp": (no_stamp, "calls", None),
    "first events of a session": (first_events, "events", None),
    "heartbeats of a session": (heartbeats, "counted events", None),
}


async def run(bench: Bench, seed: int, rounds: int, at_once: int) -> list[Race]:
    """Run every race for so many rounds, one round after the other."""
    track = Track(bench, seed, at_once)
    races = [Race(name, counts, right) for name, (_, counts, right) in RACES.items()]
    for race in races:
        body = RACES[race.name][0]
        for _ in range(rounds):
            race.rounds.append(await body(track))
    return races


def _round(answers: list[Answer], *, lost: int, doubled: int) -> Round:
    statuses = dict(sorted(Counter(one.status for one in answers).items()))
    return Round(statuses, len(answers) - statuses.get(200, 0), lost, doubled)


def _synced(answers: list[Answer]) -> int:
    return sum(one.status == 200 and b'"synced"' in one.body for one in answers)  # noqa: PLR2004 - facts 16
