"""report.html: one file that needs nothing else, for a phone or a desk, in the dark or the light.

It decides what is worth its bytes: every clause always, the evidence of what is broken first, of what holds as far as
there is room. How it looks is in `templates/`; every text is escaped there, so that what a target sent is never markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from simulator.report.evidence import Evidence, evidence
from simulator.report.overview import BROKEN, VERDICTS, overview, shown_verdict
from simulator.report.words import left_behind, plain, target_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.judge.events import Event
    from simulator.report.matrix import Matrix
    from simulator.report.recorded import Recorded

TEMPLATES = Path(__file__).with_name("templates")
BYTES_MAX = 1_900_000
# Verdicts whose evidence comes first, and is shown in full where there is room.
URGENT = ("invalid", "deviates", "unknown")
# Of their checks, those that are shown in full.
TELLING = ("invalid", "unknown", "shown")


@dataclass(frozen=True)
class Section:
    """One section of the spec: its clauses, and how many of each verdict."""

    sector: str
    title: str
    clauses: Sequence[Event]

    @property
    def counts(self) -> dict[str, int]:
        """Count the section's verdicts, in one order everywhere."""
        found = list(map(shown_verdict, self.clauses))
        return {verdict: found.count(verdict) for verdict in VERDICTS if verdict in found}

    @property
    def urgent(self) -> bool:
        """Whether something in it should be seen at once."""
        return any(shown_verdict(clause) in URGENT for clause in self.clauses)


@dataclass(frozen=True)
class Measured:
    """One hazard that was looked for: how often it was seen, of how often, and what was counted."""

    clause: Event
    times: int
    of: int
    what: str


def hazards(run: Recorded) -> list[Measured]:
    """Give every measurement of a hazard, in the spec's order."""
    return [
        Measured(clause, check["times"] or 0, check["of"], check["reason"])
        for clause in run.clauses
        for check in clause["checks"]
        if clause["level"] == "HAZ" and check["of"] is not None
    ]


def timelines(run: Recorded) -> dict[str, str]:
    """Give for each scenario's checks (`browser.NAME`) where the page of its first playing lies."""
    found: dict[str, str] = {}
    for playing in run.playings:
        if playing["directory"]:
            found.setdefault(f"browser.{playing['scenario']}", f"browser/{playing['directory']}/timeline.html")
    return found


def write(run: Recorded, path: Path, matrix: Matrix | None = None) -> None:
    """Write report.html."""
    path.write_text(page(run, matrix), "utf-8", "replace")


def page(run: Recorded, matrix: Matrix | None = None, bytes_max: int = BYTES_MAX) -> str:
    """Draw the whole document, in at most about `bytes_max` bytes as far as evidence can be left out."""
    left = bytes_max - len(_drawn(run, matrix, {}).encode("utf-8", "replace"))
    return _drawn(run, matrix, _evidence(run, left))


def sections(run: Recorded) -> list[Section]:
    """Give the judged clauses section by section, in the spec's order."""
    found: dict[tuple[str, str], list[Event]] = {}
    for clause in run.clauses:
        found.setdefault((clause["sector"], clause["section"]), []).append(clause)
    return [Section(sector, title, clauses) for (sector, title), clauses in found.items()]


def _drawn(run: Recorded, matrix: Matrix | None, shown: dict[str, Markup]) -> str:
    return environment().get_template("report.html.j2").render(
        run=run,
        head=overview(run),
        sections=sections(run),
        hazards=hazards(run),
        timelines=timelines(run),
        evidence=shown,
        matrix=matrix,
        left_out=sum(bool(clause["checks"]) for clause in run.clauses) - len(shown),
    )


def _evidence(run: Recorded, left: int) -> dict[str, Markup]:
    """Draw the checks of as many clauses as there is room for: the urgent first, then the small."""
    shown: dict[str, Markup] = {}
    waiting: list[tuple[int, str, Markup]] = []
    for clause in sorted(run.clauses, key=_urgency):
        for drawn in _drawings(run, clause):
            size = len(drawn.encode("utf-8", "replace"))
            if _urgency(clause) > len(URGENT):
                waiting.append((size, clause["id"], drawn))
                break
            if size <= left:
                shown[clause["id"]], left = drawn, left - size
                break
    for size, clause_id, drawn in sorted(waiting):
        if size > left:
            break
        shown[clause_id], left = drawn, left - size
    return shown


def _urgency(clause: Event) -> int:
    order = (*URGENT, "shown")
    return order.index(clause["verdict"]) if clause["verdict"] in order else len(order)


def _drawings(run: Recorded, clause: Event) -> Iterator[Markup]:
    """Draw a clause's checks, fullest first; what holds is drawn briefly at once."""
    if not clause["checks"]:
        return
    gathered = [evidence(run, clause, check) for check in clause["checks"]]
    played = timelines(run)
    for full in (True, False) if clause["verdict"] in (*URGENT, "shown") else (False,):
        yield _checks(clause, gathered, played, tracker=run.started["target"].get("tracker", ""), full=full)


def _checks(
    clause: Event, gathered: Sequence[Evidence], played: dict[str, str], *, tracker: str, full: bool
) -> Markup:
    template = environment().get_template("checks.html.j2")
    drawn = template.render(clause=clause, gathered=gathered, timelines=played, tracker=tracker, full=full)
    return Markup(drawn)  # noqa: S704 - escaped by the template


@cache
def environment() -> Environment:
    """Give the templates: everything put into them is escaped, and a missing name is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["coded"] = coded
    made.filters["slug"] = lambda verdict: verdict.replace(" ", "-")
    made.filters["shown"] = plain
    made.filters["left_behind"] = left_behind
    made.filters["target_named"] = target_named
    made.globals["verdict_class"] = verdict_class
    made.globals["telling"] = TELLING
    return made


def verdict_class(clause: Event) -> str:
    """Give the classes by which a clause is coloured and filtered."""
    verdict = shown_verdict(clause)
    slug = verdict.replace(" ", "-")
    return f"{slug} broken" if verdict in BROKEN else slug


def coded(text: str) -> Markup:
    """Set what stands between backticks as code; the rest is text."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one of them is alone: no code at all
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )
