"""Running checks: overlapped where they may be, alone where they must be, each with its own time limit.

It decides when a check runs and what its end is worth: a deviation seen on a target that died, or after the month
changed, is not the target's fault but unknown; what took too long beside others, or was refused for what others sent,
is tried once more, alone. It must not know exits or reports.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import httpx

from simulator.judge.check import Check, Measurement, NotObservable, WindowStraddled
from simulator.judge.expect import Deviation
from simulator.judge.month import utc_month
from simulator.judge.speed import OVERLAP
from simulator.judge.target import Target
from simulator.judge.verdict import Outcome, ended

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

    from simulator.judge.bench import Bench
    from simulator.judge.spec import Level

OVERLAP_STARTING = 3
OVERLAP_WAITING = 24


class Interrupted(Exception):
    """Ctrl-C came before this check was done."""


class TargetDied(Exception):
    """The target is gone; nothing can be told any more."""


class MonthChanged(Exception):
    """The month changed in mid-run: what a check expected may no longer be right."""


class Crowded(Exception):
    """A client of this check was refused for what others sent: nobody knows what it would have seen alone."""


class TooSlow(Exception):
    """A check came to no end in its time."""


# What is tried once more, alone: what took too long, and what others may have brought about.
LATE = (TooSlow, WindowStraddled)
DISTURBED = (Crowded, ConnectionError, httpx.NetworkError, httpx.RemoteProtocolError)


@dataclass
class Run:
    """One run of checks over one bench. `levels` gives each clause's level; `now_ms` is the harness's clock."""

    bench: Bench
    levels: Mapping[str, Level]
    seed: int
    now_ms: Callable[[], int]
    tell: Callable[..., None]
    overlap: int = OVERLAP
    overlap_filling: int = OVERLAP
    overlap_starting: int = OVERLAP_STARTING
    patience: float = 1.0

    def __post_init__(self) -> None:
        self._month = utc_month(self.now_ms())
        self._death: str | None = None
        self._done = 0
        self._of = 0
        self._again: list[tuple[Check, BaseException, int]] = []
        self._moved_ms = 0

    async def all(self, checks: Sequence[Check]) -> tuple[list[Outcome], bool]:
        """Run every check; gives the outcomes in the given order, and whether somebody interrupted.

        What only waits starts first, so that its waiting overlaps with everything else, then what costs little; what
        uses a window up comes last, as much at a time as the target can bear. Browsers take all there is of a machine:
        they come after the gateway's checks, which count milliseconds.
        """
        self._of = len(checks)
        outcomes: dict[str, Outcome] = {}
        together = self._begun(one for one in checks if "browser" not in one.needs)
        browsers = [one for one in checks if "browser" in one.needs]
        # Who moves the clock leaves windows in the future, where a limiter keeps one for everybody.
        alone = sorted((one for one in checks if self._alone(one)), key=self._moves_the_clock)
        interrupted = False
        try:
            await self._overlapped(together, outcomes)
            await self._once_more(outcomes)
            await self._overlapped(browsers, outcomes)
            for _, ones in groupby(alone, self._moves_the_clock):
                for one in ones:
                    await self._judge(one, outcomes)
                await self._once_more(outcomes)
        except asyncio.CancelledError:
            interrupted = True
        for one in checks:
            if one.name not in outcomes:
                outcomes[one.name] = self._outcome(one, Interrupted("interrupted before it was done"), 0)
        return [outcomes[one.name] for one in checks], interrupted

    def _begun(self, checks: Iterable[Check]) -> list[Check]:
        """Give the checks that overlap: as they came where requests are counted out, else in order of cost."""
        overlapping = [one for one in checks if not self._alone(one)]
        return overlapping if self.bench.wire.pace else sorted(overlapping, key=_cost)

    def _moves_the_clock(self, check: Check) -> bool:
        return bool(check.needs & {"clock", "time"}) and self.bench.clock is not None

    def _waits(self, check: Check) -> bool:
        return "time" in check.needs and self.bench.clock is None and not check.exclusive

    def _alone(self, check: Check) -> bool:
        """Whoever moves the clock moves it for everybody; whoever only waits does not."""
        return check.exclusive or self._moves_the_clock(check)

    async def _overlapped(self, checks: Sequence[Check], outcomes: dict[str, Outcome]) -> None:
        # Lanes: checks that wait, for time to pass or for a gateway to start, must not keep the others waiting.
        waiting, starting = asyncio.Semaphore(OVERLAP_WAITING), asyncio.Semaphore(self.overlap_starting)
        plain, browsing = asyncio.Semaphore(self.overlap), asyncio.Semaphore(max(1, len(checks)))
        filling = asyncio.Semaphore(self.overlap_filling)
        lanes = {"time": waiting, "start": starting, "browser": browsing}  # a browser says itself how much it plays

        async def within(one: Check) -> None:
            lane = next((lanes[need] for need in lanes if need in one.needs | one.uses), plain)
            async with filling if lane is plain and one.fills else nullcontext(), lane:
                await self._judge(one, outcomes)

        async with asyncio.TaskGroup() as group:
            for one in checks:
                group.create_task(within(one))

    async def _judge(self, check: Check, outcomes: dict[str, Outcome], *, last: bool = False) -> bool:
        """Run one check, and note how it ended, unless that is to be tried once more; gives whether it was too slow."""
        began = self.now_ms()
        self.tell("check_started", check=check.name, clause=check.clause)
        given = await self._given(check, last=last)
        took_ms = self.now_ms() - began
        too_slow = isinstance(given, LATE)
        if isinstance(given, (*LATE, *DISTURBED)) and not last:
            self._again.append((check, given, took_ms))
        else:
            self._ended(check, given, took_ms, outcomes)
        return too_slow

    def _ended(
        self, check: Check, given: Measurement | BaseException | None, took_ms: int, outcomes: dict[str, Outcome]
    ) -> None:
        outcome = outcomes[check.name] = self._outcome(check, given, took_ms)
        self._done += 1
        self.tell("check_finished", number=self._done, total=self._of, **asdict(outcome))

    async def _once_more(self, outcomes: dict[str, Outcome]) -> None:
        """Try alone what came to nothing beside others; where one is too slow even so, the others will be.

        Those that wait for minutes to pass wait together: they send little, each as clients of its own.
        """
        again, self._again = sorted(self._again, key=lambda one: one[0].name), []
        async with asyncio.TaskGroup() as group:
            for check in (one for one, _, _ in again if self._waits(one)):
                group.create_task(self._judge(check, outcomes, last=True))
        too_slow = False
        for check, given, took_ms in again:
            if self._waits(check):
                continue
            if too_slow and isinstance(given, LATE):
                self._ended(check, given, took_ms, outcomes)
                continue
            if isinstance(given, Crowded):
                await _quietly(self._begin_windows_anew())
            too_slow = await self._judge(check, outcomes, last=True) or too_slow
        if again and self.bench.clock:
            await _quietly(self.bench.clock.release())

    async def _begin_windows_anew(self) -> None:
        """Let every window of the gateway's limiter be over, where its clock can be moved."""
        if self.bench.clock:
            self._moved_ms += (self.bench.window_s + 1) * 1000
            await self.bench.clock.release()
            await self.bench.clock.advance(self._moved_ms)

    async def _given(self, check: Check, *, last: bool) -> Measurement | BaseException | None:
        missing = self._missing(check)
        if missing:
            return missing
        if self._death:
            return TargetDied(self._death)
        given = await self._attempt(check, last=last)
        if not isinstance(given, Exception) or isinstance(given, NotObservable):
            return given
        return await self._doubted(given)

    def _missing(self, check: Check) -> NotObservable | None:
        """Say all that is missing: whoever gives it all will see this check judged."""
        lacking = [one for one in sorted(check.needs) if not self.bench.offers(one)]
        # A database of one's own comes with a gateway on it: that none is started here is then no second reason.
        told = [one for one in lacking if one != "start"] if "own_database" in lacking else lacking
        reasons = dict.fromkeys(self._why_not(check, one) for one in told)
        return NotObservable("; ".join(reasons), lacking[0]) if lacking else None

    def _why_not(self, check: Check, capability: str) -> str:
        because = check.own_because if capability == "own_database" else ""
        return f"{because}: --start in place of --gateway gets one" if because else self.bench.why_not(capability)

    async def _attempt(self, check: Check, *, last: bool) -> Measurement | Exception | None:
        limit_s = check.timeout_s * self.patience
        deadline = asyncio.timeout(limit_s)
        # A second try invents other ids: those of the first are in the database.
        seed = f"{self.seed}/again" if last else self.seed
        target = Target(self.bench, check, seed, _excused(deadline))
        try:
            given = await self._ended_by(check, target, deadline)
        finally:
            await self._put_right(check)
        if target.crowd.met and not last:
            return Crowded("a client of its own was refused before it had asked as often as the limit allows")
        return TooSlow(f"no end within {limit_s:g} s") if deadline.expired() else given

    async def _ended_by(
        self, check: Check, target: Target, deadline: asyncio.Timeout
    ) -> Measurement | Exception | None:
        try:
            async with deadline:
                await target.settle()
                return await check.body(target)
        except Exception as error:  # noqa: BLE001 - whatever a check does is its outcome, never the run's
            return error

    async def _put_right(self, check: Check) -> None:
        if check.needs & {"clock", "time"} and self.bench.clock:
            await _quietly(self.bench.clock.release())

    async def _doubted(self, given: Exception) -> Exception:
        """Give what was seen, unless the target or the month is to blame."""
        self._death = self._death or await self.bench.died()
        if self._death:
            return TargetDied(self._death)
        if isinstance(given, Deviation) and utc_month(self.now_ms()) != self._month:
            return MonthChanged(f"the month changed in mid-run; seen before that was asked: {given}")
        return given

    def _outcome(self, check: Check, given: Measurement | BaseException | None, duration_ms: int) -> Outcome:
        return ended(check, self.levels[check.clause], given, duration_ms)


def _cost(check: Check) -> tuple[bool, bool, float]:
    """Order by what a check costs the target: waiting nothing, a window used up the most."""
    return "time" not in check.needs, check.fills, check.timeout_s


def _excused(deadline: asyncio.Timeout) -> Callable[[], AbstractContextManager[None]]:
    """Give what stops a check's time while it waits for us (a gateway to start), not for the target."""

    @contextmanager
    def excused() -> Iterator[None]:
        now = asyncio.get_running_loop().time
        when = deadline.when()
        left_s = None if when is None else when - now()
        deadline.reschedule(None)
        try:
            yield
        finally:
            if left_s is not None and not deadline.expired():
                deadline.reschedule(now() + left_s)

    return excused


async def _quietly(last_act: Awaitable[None]) -> None:
    """Do what a dead target may refuse; whether it lives is asked elsewhere."""
    try:
        async with asyncio.timeout(5):
            await last_act
    except Exception:  # noqa: BLE001, S110 - see above
        pass
