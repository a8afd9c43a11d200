"""The run in one look: its verdict in words, its counts, and how to replay it; shared by page, summary and badge.

It decides which words head a report. Which verdict a run has is the judge's.
"""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from simulator.report.terminal import EXITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.judge.events import Event
    from simulator.report.recorded import Recorded

BROKEN = ("invalid", "deviates")
HELD = ("valid", "shown", "not shown")
LEVELS = ("MUST", "SHOULD", "MAY", "HAZ")
VERDICTS = ("valid", "invalid", "deviates", "unknown", "not observable", "shown", "not shown", "not judged yet")
WORDS = {0: "Holds", 1: "Broken", 2: "Refused", 3: "Not known"}
# Flags of `verify` that a target record's fields became, in the order of its help; the database is never named.
_FLAGS = ("tracker", "origin", "denied_origin", "site", "limit", "window_s", "log")
_SWITCHES = ("trusts_forwarded_for", "controls")


@dataclass(frozen=True)
class Overview:
    """What stands at the head. `kind` is good, bad, unknown or cut; `levels` counts verdicts of each level."""

    word: str
    kind: str
    sentence: str
    counts: dict[str, int]
    levels: dict[str, dict[str, int]]
    broken: Sequence[Event]
    unknown: Sequence[Event]
    replay: str
    serve: str

    @property
    def finds(self) -> list[Event]:
        """What should be looked at: the broken, the gravest first, then the unknown."""
        return [*self.broken, *self.unknown]


def overview(run: Recorded) -> Overview:
    """Give the head of a run's reports."""
    word, kind, sentence = _verdict(run)
    verdicts = Counter(clause["verdict"] for clause in run.clauses)
    by_level = {level: Counter(one["verdict"] for one in run.clauses if one["level"] == level) for level in LEVELS}
    return Overview(
        word=word,
        kind=kind,
        sentence=sentence,
        counts={verdict: verdicts[verdict] for verdict in VERDICTS if verdicts[verdict]},
        levels={level: dict(counts) for level, counts in by_level.items() if counts},
        broken=sorted((one for one in run.clauses if one["verdict"] in BROKEN), key=_gravest_first),
        unknown=[one for one in run.clauses if one["verdict"] == "unknown"],
        replay=replay(run),
        serve=serve(run),
    )


def replay(run: Recorded) -> str:
    """Give the command that judges the same target again with the same choices. It holds no secret."""
    target, asked = run.started["target"], run.started.get("asked", {})
    words = ["opsmantik", "verify", "--seed", str(run.started["seed"]), *asked.get("bundled", ())]
    given = str(target["gateway"])
    words += ["--gateway", given] if "://" in given else []
    words += ["--start", "YOUR-COMMAND"] if "start" in target else []
    for name in _FLAGS:
        words += [_flag(name), str(target[name])] if target.get(name) not in (None, 100, 60) else []
    for name in _SWITCHES:
        words += [_flag(name if target[name] else f"no_{name}")] if target.get(name) is not None else []
    words += ["--production"] if target.get("production") else []
    for sector in asked.get("sectors", ()):
        words += ["--sector", sector]
    for clause in asked.get("clauses", ()):
        words += ["--clause", clause]
    words += ["--strict"] if run.started["strict"] else []
    return shlex.join(words) + _database(target)


def serve(run: Recorded) -> str:
    """Give the command that starts a gateway like the one the run started; nothing where it was not ours."""
    if run.gateway is None or "start" in run.started["target"]:
        return ""
    words = ["opsmantik", "serve", *run.started.get("asked", {}).get("bundled", ()), "--controls"]
    return f'{shlex.join(words)} --database "$DATABASE_URL" --port {urlsplit(run.gateway).port}'


def judged(counts: dict[str, int]) -> int:
    """Count the clauses that were judged at all."""
    return sum(count for verdict, count in counts.items() if verdict not in ("not observable", "not judged yet"))


def _gravest_first(clause: Event) -> int:
    return LEVELS.index(clause["level"])


def _verdict(run: Recorded) -> tuple[str, str, str]:
    if not run.finished:
        return "Cut short", "cut", "the run did not come to its end"
    if run.finished["interrupted"]:
        return "Interrupted", "cut", "somebody stopped the run before it was done"
    code = run.finished["exit_code"]
    return WORDS[code], {0: "good", 1: "bad"}.get(code, "unknown"), EXITS[code]


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _database(target: dict[str, object]) -> str:
    database = target.get("database")
    if database is None:
        return ""
    own = str(database).partition(":")[0] in ("embedded", "docker")
    return f" --database {shlex.quote(str(database))}" if own else ' --database "$DATABASE_URL"'
