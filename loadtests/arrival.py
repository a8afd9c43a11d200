"""What is sent when, and to which count it belongs: arrivals, the parts of a run, and what a profile is told.

All of it is plain data made before the first request. It must not know HTTP, Locust, SQL or a clock: `at_ms` are
milliseconds since the part began, on the gateway's clock where that can be moved, else on ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

from simulator.beacons import META, USER_AGENTS, Visitor, new_visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simulator.beacons import Beacon

LOAD_ID = "load_id"
# Clock times of a moved clock are whole ticks: each stop of the clock costs a request.
TICK_MS = 1_000
# Without controls nothing is placed nearer to an edge than this: between us and the gateway time passes.
MARGIN_MS = 500


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request. `client` and `caller` number addresses: the one that is named first, the one that calls.

    `hops` follow the client in X-Forwarded-For. `stored`: whether it is to be answered `synced` and stored if it is
    admitted; else it is to be answered 500.
    """

    at_ms: int
    client: int
    beacon: Beacon
    hops: str = ""
    caller: int | None = None
    stored: bool = True
    user_agent: str = USER_AGENTS[0]


@dataclass(frozen=True)
class Settings:
    """All that a profile is told; with it any process builds the same arrivals again.

    `scale` multiplies how many clients or visitors there are. `rate_per_s`, `duration_s`: None is the profile's own.
    `moved`: the gateway's clock can be moved. `own_database`: partitions may be made and dropped. `now_ms` is when the
    part's first millisecond is, for what beacons say of themselves. `month_edge_ms`: when the next month begins.
    """

    profile: str
    seed: int
    site: str
    origin: str
    month: str
    next_month: str
    now_ms: int
    month_edge_ms: int
    limit: int = 100
    window_ms: int = 60_000
    scale: float = 1.0
    rate_per_s: float | None = None
    duration_s: float | None = None
    moved: bool = False
    own_database: bool = False
    next_month_stored: bool = False
    addressing: Literal["forwarded", "source"] = "forwarded"

    def random(self, *names: object) -> Random:
        """Give a named stream of chance: the same one for the same seed."""
        return Random("/".join(map(str, (self.seed, self.profile, *names))))  # noqa: S311 - to be repeated

    def visitor(self, random: Random, address: str | None = None) -> Visitor:
        """Make a visitor of the run's site."""
        return new_visitor(random, site=self.site, origin=self.origin, address=address)

    def scaled(self, count: int) -> int:
        """Give a number of clients or visitors at this scale, at least one."""
        return max(1, round(count * self.scale))

    def tick(self, at_ms: float) -> int:
        """Give the time at which something can happen: any, or a tick of a moved clock."""
        return int(at_ms // TICK_MS) * TICK_MS if self.moved else int(at_ms)


@dataclass(frozen=True)
class Part:
    """One stretch of a run that Locust drives in one go. `arrivals` are in the order of their times.

    `clients` is how many addresses it uses. `before` names what is done to the database first (`rollover`), `beside`
    who is rude meanwhile (`abuse`).
    `moved`: the gateway's clock is stopped at each arrival's time, and arrivals follow each other at `pace_per_s`.
    """

    name: str
    clients: int
    arrivals: Callable[[], Iterator[Arrival]]
    moved: bool = False
    pace_per_s: float = 250.0
    before: str = ""
    beside: str = ""
    started_at_ms: int = 0


@dataclass(frozen=True)
class Profile:
    """A profile: what it is for, what comes in, and how it is measured.

    `fault` names a build of the gallery that fails it. `controls`: whether the bundled gateway is started with a clock
    to move and a ledger to read; a long run does without. `climbs`: parts follow until one is past the knee. `hidden`:
    it serves another verb. `bounded` says in words how long and how much.
    """

    name: str
    title: str
    parts: Callable[[Settings], list[Part]]
    fault: str
    bounded: str
    controls: bool = True
    climbs: bool = False
    hidden: bool = False


def key_of(arrival: Arrival, settings: Settings) -> int:
    """Give the number of the client that a right gateway counts this request for."""
    if settings.addressing == "source" and arrival.caller is not None:
        return arrival.caller
    return arrival.client


def marked(beacon: Beacon, load_id: str) -> Beacon:
    """Give the beacon with its load id, by which its row is found again."""
    return {**beacon, META: {**beacon[META], LOAD_ID: load_id}}
