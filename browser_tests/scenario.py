"""What a scenario is: acts, what is claimed of them clause by clause, and the account it must close with.

Data only. It knows neither who plays it nor how its verdicts are used: the same values are played by a real browser
and by the engine with the small DOM, and what is claimed must hold in both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.judge.check import Measurement, NotShown, Shown
from simulator.page.scenery import Page, Settings

if TYPE_CHECKING:
    from simulator.judge.visit import Visit
    from simulator.page.acts import Act, Moment

Judge = Callable[["Visit"], "Measurement | None"]


class NotSeen(Exception):
    """The harness could not do or could not see what a claim is about: nobody knows."""


class NoOccasion(NotSeen):
    """The tracker gave no occasion for what a clause speaks of; what is wrong with that, another clause says."""


class NotPlayed(Exception):
    """A scenario that is not played any more, for the cause that explained those before it."""


@dataclass(frozen=True)
class Claim:
    """What a scenario shows of one clause.

    `judge` raises `Deviation` (by `simulator.judge.expect`) where the clause is broken, also where what it promises
    never came (`expect.missing`); `NoOccasion` where the tracker gave none, `NotSeen` where it could not be told. For a
    hazard it gives `Shown` or `NotShown`, and a hazard is never broken.
    """

    clause: str
    sentence: str
    judge: Judge


@dataclass(frozen=True)
class Expected:
    """The account as it must close: fate to number of events, the same of intents, and copies beyond the first."""

    events: Mapping[str, int]
    intents: Mapping[str, int] = field(default_factory=dict)
    surplus: int = 0


@dataclass(frozen=True)
class Scenario:
    """One scenario. `pages` by path stand beside the standard ones (`/`, `/second`, `/blank`).

    `starts`: the pages' clock at the beginning (None: the tenth of the month at noon, UTC). `account`: None where
    chance decides; then `repetitions` says how often it is played to see the distribution. `browser_only`: why the
    engine with the small DOM cannot play it. `not_in`: engine to the reason why it is not played there. `alone`: it
    must not be played beside others. `needs_next_month`: the database must have the next month's partition.
    `needs_own_origin`: the gateway must be told the pages' own origins, and not one that it is known to allow.
    """

    name: str
    title: str
    acts: tuple[Act, ...]
    claims: tuple[Claim, ...]
    account: Expected | None = None
    pages: Mapping[str, Page] = field(default_factory=dict)
    starts: Moment | None = None
    settings: Settings = field(default_factory=Settings)
    repetitions: int = 1
    browser_only: str = ""
    not_in: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    needs_next_month: bool = False
    needs_own_origin: bool = False

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses it shows, each once."""
        return tuple(dict.fromkeys(claim.clause for claim in self.claims))


def measured(times: int, of: int, what: str) -> Measurement:
    """Give a hazard's measurement."""
    return Shown(times, of, what) if times else NotShown(of, what)
