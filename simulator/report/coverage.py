"""What was judged of what, and why the rest was not, as advice; for the head of every report.

It decides what a report says of itself, from the clauses alone: so runs of earlier versions say it, too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simulator.judge.events import Event

LEVELS = ("MUST", "SHOULD", "MAY", "HAZ")
JUDGED = ("valid", "invalid", "deviates", "shown", "not shown")
# The flags of `verify` that let more be seen. Each reason names first the one that would have helped.
ADVICE = (
    "--tracker",
    "--database",
    "--start",
    "--controls",
    "--log",
    "--site",
    "--origin",
    "--denied-origin",
    "--trusts-forwarded-for",
    "--slow",
)
OTHER, UNKNOWN, NO_JUDGE, NOT_REACHED = "other reasons", "unknown", "no check", "the run did not come to them"
_FLAG = re.compile(r"--[a-z]+(?:-[a-z]+)*")
# As earlier versions said it.
_EARLIER = (("no controls:", "--controls"), ("not started by us", "--start"), ("database is not ours", "--start"))


@dataclass(frozen=True)
class Coverage:
    """How many clauses were judged, of how many, of each level; `wants` counts the rest by what it was for want of."""

    judged: Mapping[str, int]
    of: Mapping[str, int]
    wants: Mapping[str, int]

    @property
    def all_judged(self) -> int:
        """How many clauses were judged."""
        return sum(self.judged.values())

    @property
    def all_of(self) -> int:
        """How many were asked for."""
        return sum(self.of.values()) + self.wants.get(NOT_REACHED, 0)

    @property
    def thin(self) -> bool:
        """Whether less than half of MUST was judged (of everything, where no MUST was asked for)."""
        judged, of = self.judged.get("MUST", 0), self.of.get("MUST", 0)
        if not of:
            judged, of = self.all_judged, self.all_of
        return judged * 2 < of

    @property
    def sentence(self) -> str:
        """Say what was judged of what."""
        levels = ", ".join(f"{level} {self.judged[level]} of {of}" for level, of in self.of.items())
        return f"{self.all_judged} of {self.all_of} clause{'s' * (self.all_of != 1)}{f': {levels}' if levels else ''}"

    @property
    def advice(self) -> str:
        """Say why the rest was not, and what would help; nothing where all was judged."""
        return ", ".join(_told(self.wants))

    @property
    def coded_advice(self) -> str:
        """The same with flags between backticks."""
        return _FLAG.sub(lambda flag: f"`{flag[0]}`", self.advice)


def coverage(clauses: Sequence[Event], asked: int = 0) -> Coverage:
    """Count what was judged of the clauses of a run; `asked`: how many it set out to judge."""
    of = Counter(clause["level"] for clause in clauses)
    judged = Counter(clause["level"] for clause in clauses if clause["verdict"] in JUDGED)
    wants = Counter(want(clause) for clause in clauses if clause["verdict"] not in JUDGED)
    if asked > len(clauses):
        wants[NOT_REACHED] = asked - len(clauses)
    return Coverage(
        judged={level: judged[level] for level in LEVELS if of[level]},
        of={level: of[level] for level in LEVELS if of[level]},
        wants=dict(sorted(wants.items(), key=lambda one: (not one[0].startswith("--"), -one[1], one[0]))),
    )


def want(clause: Event) -> str:
    """Say for want of what a clause was not judged: flags, or `unknown`, `no check`, `other reasons`."""
    if clause["verdict"] == "unknown":
        return UNKNOWN
    if clause["verdict"] == "not judged yet":
        return NO_JUDGE
    unseen = [check["reason"] for check in clause["checks"] if check["verdict"] == "not observable"]
    flags = {flag for reason in unseen for part in reason.split("; ") if (flag := _flag(part))}
    if "--start" in flags:  # a gateway that the harness starts has a log, and a database unless another is named
        return "--start"
    if "--database" in flags:  # a site is made there
        flags.discard("--site")
    return " and ".join(flag for flag in ADVICE if flag in flags) or OTHER


def _flag(reason: str) -> str:
    named = next((flag for flag in _FLAG.findall(reason) if flag in ADVICE), "")
    return named or next((flag for words, flag in _EARLIER if words in reason), "")


def _told(wants: Mapping[str, int]) -> Iterator[str]:
    flags = {name: count for name, count in wants.items() if name.startswith("--")}
    single = [f"{count} of {name}" for name, count in flags.items() if " and " not in name]
    several = sum(count for name, count in flags.items() if " and " in name)
    told = [*single, *([f"{several} of more than one flag at once"] if several else [])]
    yield from [told[0].replace(" of ", " for want of ", 1), *told[1:]] if told else []
    if count := wants.get(NOT_REACHED):
        yield f"{count} because the run did not come to them"
    if count := wants.get(OTHER):
        yield f"{count} for other reasons, which stand beside the clauses"
    if count := wants.get(UNKNOWN):
        yield f"{count} unknown"
    if count := wants.get(NO_JUDGE):
        yield f"{count} without a check in this version"
