"""The same scenarios in every engine that is here and in the small DOM, side by side: one table.

It decides what a cell says. How anything is played is the theatre's and the stage's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from browser_tests.differences import difference
from browser_tests.ending import BROKEN, HELD, UNKNOWN
from browser_tests.engines import ENGINES
from browser_tests.opening import wall_ms
from browser_tests.performance import Performance
from browser_tests.watching import exit_code, outcome_of, outcomes, tracker_of
from simulator.judge import events
from simulator.judge.account import account
from simulator.judge.browser import BrowserMissing
from simulator.judge.text import decoded
from simulator.page.stage import play
from simulator.page.theatre import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from browser_tests.scenario import Scenario
    from browser_tests.watching import Options, Outcome

SMALL_DOM = "small DOM"
FILE = "engines.md"
WORDS = {HELD: "as it must", BROKEN: "BROKEN", UNKNOWN: "unknown"}


def watch_beside(wanted: Sequence[Scenario], options: Options, console: Console) -> int:
    """Play scenarios in every engine and in the small DOM; write and print the table; give the exit code."""
    tracker = tracker_of(options)
    columns: dict[str, list[Outcome]] = {}
    for engine in ENGINES:
        try:
            console.print(f"{engine}:")
            columns[engine] = outcomes(wanted, replace(options, engine=engine), tracker, console)
        except BrowserMissing as missing:
            console.print(f"         {missing}", soft_wrap=True)
    columns[SMALL_DOM] = _in_the_small_dom(wanted, decoded(tracker, "replace"))
    text = "\n".join(table(wanted, columns))
    path = events.new_directory(options.runs, wall_ms()) / FILE
    path.write_text(text + "\n", "utf-8")
    console.print(text, soft_wrap=True)
    console.print(f"table      {path}", soft_wrap=True)
    return exit_code([one for found in columns.values() for one in found])


def _in_the_small_dom(wanted: Sequence[Scenario], tracker: str) -> list[Outcome]:
    found = []
    for scenario in wanted:
        for playing in range(0 if scenario.browser_only else scenario.repetitions):
            visit = play(scenario, Terms(tracker, seed=1 + playing))
            found.append(outcome_of(Performance(scenario, visit, account(visit), None), SMALL_DOM))
    return found


def table(wanted: Sequence[Scenario], columns: Mapping[str, Sequence[Outcome]]) -> list[str]:
    """Give a line of Markdown for each scenario, and below it what is different where, and why."""
    lines = [f"| scenario | {' | '.join(columns)} |", "|---" * (1 + len(columns)) + "|"]
    notes = []
    for scenario in wanted:
        cells = []
        for engine, found in columns.items():
            reason = _reason(engine, scenario)
            own = [one for one in found if one.name == scenario.name]
            cells.append(_cell(own, otherwise=bool(reason)))
            notes += [f"- {scenario.name}, {engine}: {reason}"] if reason else []
        lines.append(f"| {scenario.name} | {' | '.join(cells)} |")
    return [*lines, "", *notes]


def _reason(engine: str, scenario: Scenario) -> str:
    """Say why a scenario ends otherwise in an engine, clause by clause, or is not played there."""
    if engine == SMALL_DOM:
        return scenario.browser_only and f"not played: {scenario.browser_only}"
    if engine in scenario.not_in:
        return f"not played: {scenario.not_in[engine]}"
    found = difference(engine, scenario)
    clauses = f" ({', '.join(found.clauses)} cannot hold)" if found.clauses else ""
    return found.reason and found.reason + clauses


def _cell(found: Sequence[Outcome], *, otherwise: bool) -> str:
    """Say how the playings of a scenario ended in one engine; where chance decides, also what became of the events."""
    if not found:
        return "not played"
    word = WORDS[exit_code(found)] + (", otherwise than Chromium" if otherwise else "")
    if len(found) == 1:
        return word
    total: Counter[str] = Counter()
    for one in found:
        total.update(one.fates)
    return f"{word}, played {len(found)} times: {', '.join(f'{count} {fate}' for fate, count in sorted(total.items()))}"
