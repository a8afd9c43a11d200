"""One build of the gallery on trial: which checks it gets, and what became of it.

Decides what a kill is and what an accusation is: a clause that came out *invalid* or *deviates*; whatever
nobody knows is neither. It starts nothing: that is `run.py`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from simulator.judge.selection import Selection, smoke
from simulator.report.words import finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from simulator.judge.check import Check
    from simulator.judge.spec import Spec
    from simulator.judge.verdict import ClauseResult
    from tests.faulty.fault import Fault

ACCUSING = ("invalid", "deviates")
WHY_CHARS_MAX = 300
PAGE_VIEW = "browser.page-view"


@dataclass(frozen=True)
class Trial:
    """What became of a build. `fault` is None for the healthy reference; `failure` says why nothing was judged."""

    fault: Fault | None
    results: tuple[ClauseResult, ...]
    duration_ms: int
    failure: str = ""

    @property
    def name(self) -> str:
        """The build's name."""
        return self.fault.name if self.fault else "healthy"

    @property
    def declared(self) -> tuple[str, ...]:
        """The clauses that must kill it."""
        return self.fault.killed_by if self.fault else ()

    @property
    def must_be_clean(self) -> bool:
        """Whether every accusation is a false one."""
        return self.fault is None or self.fault.is_cure

    @property
    def verdicts(self) -> dict[str, str]:
        """Each judged clause's verdict."""
        return {result.clause.id: result.verdict for result in self.results}

    @property
    def accused(self) -> list[str]:
        """The clauses that say it is wrong."""
        return [clause for clause, verdict in self.verdicts.items() if verdict in ACCUSING]

    @property
    def wrong(self) -> list[str]:
        """What is not as it must be, in words for people; nothing for a fault that was killed as declared."""
        if self.failure:
            return [self.failure]
        if not self.must_be_clean:
            return [f"survived {one}: {_why(self, one)}" for one in self.declared if one not in self.accused]
        uncured = [one for one in (self.fault.cures if self.fault else ()) if self.verdicts.get(one) != "not shown"]
        return [f"accused by {one}: {_why(self, one)}" for one in self.accused] + [
            f"not seen to cure {one}: {_why(self, one)}" for one in uncured
        ]


def everything(spec: Spec, checks: Iterable[Check], build: Fault | None) -> Selection:
    """Choose all that can tell a build from the healthy one: of a tracker what a browser shows, else the rest."""
    taken = tuple(checks)
    return _selection(spec, taken if build is None else _about(build, taken))


def all_that_accuses(spec: Spec, checks: Iterable[Check]) -> Selection:
    """Choose what can find a build wrong: for the healthy one."""
    return _selection(spec, [one for one in checks if spec.by_id[one.clause].level != "HAZ"])


def cured_and_accusing(spec: Spec, checks: Iterable[Check], cure: Fault) -> Selection:
    """Choose the hazards a build says it cured, and what can find it wrong without starting further gateways."""
    taken = tuple(checks)
    judging = _about(cure, all_that_accuses(spec, taken).checks)
    accusing = {one.name for one in judging if "start" not in one.needs | one.uses}
    return _selection(spec, [one for one in taken if one.clause in cure.cures or one.name in accusing])


def declared_alone(spec: Spec, checks: Iterable[Check], fault: Fault) -> Selection:
    """Choose the checks of the clauses that a build's value names, and a smoke for what must be accused of nothing."""
    taken = tuple(checks)
    named = (*fault.killed_by, *fault.cures)
    light = _smoke(spec, taken, fault) if fault.is_cure else set()
    return _selection(spec, [one for one in taken if one.clause in named or one.name in light])


def declared_and_smoke(spec: Spec, checks: Iterable[Check], fault: Fault) -> Selection:
    """Choose the checks of the clauses that must kill a fault, and a smoke of the others."""
    taken = tuple(checks)
    light = _smoke(spec, taken, fault)
    return _selection(spec, [one for one in taken if one.clause in fault.killed_by or one.name in light])


def _smoke(spec: Spec, checks: Collection[Check], build: Fault) -> set[str]:
    """Name the checks that cost little. Of a tracker: what is shown by all that is played anyway, and a page view."""
    if not build.is_tracker:
        return {one.name for one in smoke(spec.clauses, checks)}
    named = (*build.killed_by, *build.cures)
    played = {PAGE_VIEW, *(_scenario(one) for one in checks if one.clause in named)}
    return {one.name for one in _about(build, checks) if _scenario(one) in played}


def _about(build: Fault, checks: Iterable[Check]) -> list[Check]:
    """Give those that a build can fail: a faulty tracker has our gateway, a faulty gateway has our tracker."""
    return [one for one in checks if ("browser" in one.needs) is build.is_tracker]


def _scenario(check: Check) -> str:
    """Give what is played for a browser's check: it is played once, whatever it shows."""
    return check.name.rpartition(".")[0]


def _selection(spec: Spec, checks: Collection[Check]) -> Selection:
    judged = {one.clause for one in checks}
    return Selection(tuple(clause for clause in spec.clauses if clause.id in judged), tuple(checks), ())


def _why(trial: Trial, clause: str) -> str:
    """Say the worst that the checks of a clause had to say."""
    result = next((one for one in trial.results if one.clause.id == clause), None)
    if result is None:
        return "not judged"
    said = [line for line in (finding(asdict(one)) for one in result.outcomes) if line]
    return f"{result.verdict} ({said[0][:WHY_CHARS_MAX]})" if said else result.verdict
