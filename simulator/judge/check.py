"""What a check is, and the registry they all stand in.

A check is one async function of a target that judges one clause. It decides nothing about how it is run:
the runner overlaps checks, gives each its own client address and turns what comes out into an outcome.
It must not know reports, exits or command lines.

What may come out of a check:

- nothing: the clause holds (no hazard check may end so);
- `Deviation` from `expect`: the clause is broken;
- `Shown` or `NotShown` (hazard checks only): a measurement, never an accusation;
- `NotObservable`: this target gives no way to see it;
- `WindowStraddled`: it took too long to be seen; the check is tried once more, alone;
- any other exception: nobody knows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.judge.target import Target

# What a check may need beyond http; `Target` refuses what was not asked for.
# `time` is always there: a clock that can be moved, or else real waiting. `bundled`: the gateway is the harness's own.
CAPABILITIES = frozenset({"rows", "catalogue", "clock", "time", "log", "start", "own_database", "browser", "bundled"})
# Whoever moves the gateway's clock moves it for everybody.
ALONE = frozenset({"clock"})


@dataclass(frozen=True)
class Shown:
    """A hazard was seen `times` times of `of`; `what` says what was measured."""

    times: int
    of: int
    what: str


@dataclass(frozen=True)
class NotShown:
    """A hazard was looked for `of` times and not seen; a build that cured it ends here."""

    of: int
    what: str


class NotObservable(Exception):
    """The target gives no way to see what the check judges. `missing` names the capability, if it is one."""

    def __init__(self, reason: str, missing: str | None = None) -> None:
        super().__init__(reason)
        self.missing = missing


class WindowStraddled(Exception):
    """The requests took so long that a window may have ended among them: nobody knows what was seen."""


Measurement = Shown | NotShown
Body = Callable[["Target"], Awaitable[Measurement | None]]


@dataclass(frozen=True)
class Check:
    """One check: its name is unique (`module.function`), its claim is the docstring's first line."""

    name: str
    clause: str
    claim: str
    body: Body
    needs: frozenset[str]
    exclusive: bool
    timeout_s: float
    fills: bool = False
    uses: frozenset[str] = frozenset()
    own_because: str = ""
    own_site: bool = False


REGISTRY: dict[str, Check] = {}


def check(
    clause: str,
    *,
    needs: Iterable[str] = (),
    uses: Iterable[str] = (),
    exclusive: bool = False,
    timeout_s: float = 30,
    fills: bool = False,
    own_because: str = "",
    own_site: bool = False,
) -> Callable[[Body], Body]:
    """Register an async function of a target as a check of one clause.

    `needs` is a subset of `CAPABILITIES`; where one is missing the check is *not observable*. `uses`: what it takes
    where there is need of it and says itself what it cannot see without. `exclusive` checks run alone, after all
    others. `timeout_s` is real time: past it nobody knows. `fills`: it uses up a client's window, a hundred requests,
    so that only few run at a time before a slow target. `own_because`: why it needs a database of its own, where that
    is not to apply DDL. `own_site`: its beacons are of a site that no other check has, so that a build which merges
    what is alike in one site merges nothing of two checks.
    """
    wanted, used = frozenset(needs), frozenset(uses)
    unknown = (wanted | used) - CAPABILITIES
    if unknown:
        raise ValueError(f"{clause}: needs {sorted(unknown)}, expected a subset of {sorted(CAPABILITIES)}")
    alone = exclusive or bool(wanted & ALONE)

    def register(body: Body) -> Body:
        name, claim = _named(clause, body)
        add(Check(name, clause, claim, body, wanted, alone, timeout_s, fills, used, own_because, own_site))
        return body

    return register


def add(one: Check, registry: dict[str, Check] = REGISTRY) -> None:
    """Put a check into a registry; a second one of the same name is an error of ours."""
    if one.name in registry:
        raise ValueError(f"two checks are named {one.name}")
    registry[one.name] = one


def _named(clause: str, body: Body) -> tuple[str, str]:
    claim = (body.__doc__ or "").strip().splitlines()
    if not claim:
        raise ValueError(f"{body.__name__}: {clause}: a check states its claim in its docstring")
    return f"{body.__module__.rpartition('.')[2]}.{body.__name__}", claim[0].strip()
