"""`opsmantik bench page`: how many acts a second are played in the engine, everything they set off included.

Decides the script that is played and how the figure is taken: a median of rounds, each a new world and another seed.
On a machine with other work only the processor's time can be compared, so both are given. Clocks are arguments.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from simulator.page.acts import Act, Beacons, Click, Elapse, Go, Look, Reload, Run, Scroll, Wire
from simulator.page.scenery import Page, Settings
from simulator.page.stage import FastStage
from simulator.page.theatre import Terms, open_theatre, stream
from simulator.proxy.faults import Answer, DropAnswer, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from simulator.page.acts import Moment

STEPS_A_SECOND_MIN: Final = 300
LOADS: Final = (Go, Reload)


@dataclass(frozen=True)
class BenchOptions:
    """What is played; printed with the figure."""

    rounds: int = 5
    steps: int = 600
    seed: int = 1


@dataclass(frozen=True)
class Script:
    """Acts on the standard pages."""

    acts: tuple[Act, ...]
    pages: Mapping[str, Page] = field(default_factory=dict)
    starts: Moment | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Round:
    """One round: how many page loads and other steps, the processor's seconds for each, and the wall's for all."""

    loads: int
    load_s: float
    others: int
    other_s: float
    wall_s: float

    @property
    def steps_per_s(self) -> float:
        """All steps a second."""
        return (self.loads + self.others) / self.wall_s

    @property
    def steps_per_processor_s(self) -> float:
        """All steps in a second of the processor's time."""
        return (self.loads + self.others) / (self.load_s + self.other_s)


@dataclass(frozen=True)
class Clocks:
    """Seconds of the wall, and of the processor."""

    wall_s: Callable[[], float]
    processor_s: Callable[[], float]


def run(options: BenchOptions, tracker: str, clocks: Clocks) -> list[Round]:
    """Play every round."""
    _round(options, tracker, 0, clocks)  # what is read and compiled once is not what is measured
    return [_round(options, tracker, number + 1, clocks) for number in range(options.rounds)]


def _round(options: BenchOptions, tracker: str, number: int, clocks: Clocks) -> Round:
    random = stream(options.seed + number, "script")
    acts = (Go(), *(_act(random) for _ in range(options.steps - 1)))
    stage = FastStage(open_theatre(Script(acts), Terms(tracker, seed=options.seed + number)))
    spent = {True: 0.0, False: 0.0}
    began_s = clocks.wall_s()
    for act in acts:
        before_s = clocks.processor_s()
        stage.perform(act)
        spent[isinstance(act, LOADS)] += clocks.processor_s() - before_s
    loads = sum(isinstance(act, LOADS) for act in acts)
    return Round(loads, spent[True], len(acts) - loads, spent[False], clocks.wall_s() - began_s)


def _act(random: Random) -> Act:
    """Give a step. One of twenty loads a page; the others are what visitors, clocks and networks do in between."""
    acts: tuple[Act, ...] = (
        *(random.choice((Go(), Go("/second"), Reload())), Look("now"), Run("opmantik.send('custom', 'sent')")),
        *(Click("#phone"), Click("#whatsapp"), Click("h1"), Click("p")),
        *(Scroll(percent=random.randrange(101)), Scroll(y=random.randrange(4000)), Elapse(30_000), Elapse(1_000)),
        *(Beacons("false"), Beacons("real"), Wire((Rule(Answer(500)),)), Wire((Rule(DropAnswer(), count=1),)), Wire()),
        *(Click("h1"), Scroll(percent=random.randrange(101)), Elapse(10_000), Run("document.title")),
    )
    return random.choice(acts)


def describe(rounds: list[Round], options: BenchOptions) -> str:
    """Give the figure and what it was taken from."""
    steps = sorted(each.steps_per_s for each in rounds)
    processor = sorted(each.steps_per_processor_s for each in rounds)
    load_ms = statistics.median(1000 * each.load_s / each.loads for each in rounds)
    other_ms = statistics.median(1000 * each.other_s / each.others for each in rounds)
    return "\n".join(
        [
            f"page: {options}",
            f"  steps        {_spread(steps)} a second; wanted: {STEPS_A_SECOND_MIN}",
            f"               {_spread(processor)} a second of the processor's time",
            f"  a page load  {load_ms:8.2f} ms of the processor's time",
            f"  other steps  {other_ms:8.2f} ms each",
        ]
    )


def _spread(figures: list[float]) -> str:
    return f"{statistics.median(figures):8.0f}  ({min(figures):.0f} … {max(figures):.0f})"
