"""The run in one look: its verdict in words, its counts, and how to replay it; shared by page, summary and badge.

It decides which words head a report. Which verdict a run has is the judge's.
"""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from simulator.report.causes import Cause, causes
from simulator.report.coverage import LEVELS, Coverage, coverage
from simulator.report.terminal import EXITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.judge.events import Event
    from simulator.report.recorded import Recorded

BROKEN = ("invalid", "deviates")
HELD = ("valid", "shown", "not shown")
VERDICTS = (
    "valid",
    "invalid",
    "deviates",
    "known",
    "unknown",
    "not observable",
    "shown",
    "not shown",
    "not judged yet",
)
WORDS = {0: "Holds", 1: "Broken", 2: "Not judged", 3: "Not known"}
KINDS = {0: "good", 1: "bad"}
AS_FAR_AS_SEEN = "as far as seen"
# Flags of `verify` that a target record's fields became, in the order of its help; the database is never named.
_FLAGS = ("tracker", "origin", "denied_origin", "site", "limit", "window_s", "log", "ca")
_SWITCHES = ("trusts_forwarded_for", "controls")


@dataclass(frozen=True)
class Overview:
    """What stands at the head. `kind` is good, thin, bad, unknown or cut; `levels` counts verdicts of each level.

    What the baseline knows is neither broken nor found, but known. `narrowed`: only a part of the spec was asked for.
    """

    word: str
    kind: str
    sentence: str
    counts: dict[str, int]
    levels: dict[str, dict[str, int]]
    coverage: Coverage
    causes: Sequence[Cause]
    broken: Sequence[Event]
    known: Sequence[Event]
    unknown: Sequence[Event]
    narrowed: bool
    replay: str
    serve: str

    @property
    def finds(self) -> list[Event]:
        """What should be looked at: the broken, the gravest first, then the unknown."""
        return [*self.broken, *self.unknown]


def overview(run: Recorded) -> Overview:
    """Give the head of a run's reports."""
    seen = coverage(run.clauses, run.started.get("clauses", 0))
    word, kind, sentence = _verdict(run, seen)
    verdicts = Counter(map(shown_verdict, run.clauses))
    by_level = {level: Counter(shown_verdict(one) for one in run.clauses if one["level"] == level) for level in LEVELS}
    broken = sorted((one for one in run.clauses if shown_verdict(one) in BROKEN), key=_gravest_first)
    unknown = [one for one in run.clauses if one["verdict"] == "unknown"]
    return Overview(
        word=word,
        kind=kind,
        sentence=sentence,
        counts={verdict: verdicts[verdict] for verdict in VERDICTS if verdicts[verdict]},
        levels={level: dict(counts) for level, counts in by_level.items() if counts},
        coverage=seen,
        causes=causes([*broken, *unknown]),
        broken=broken,
        known=[one for one in run.clauses if one["known"]],
        unknown=unknown,
        narrowed=narrowed(run),
        replay=replay(run),
        serve=serve(run),
    )


def replay(run: Recorded) -> str:
    """Give the command that judges the same target again with the same choices. It holds no secret."""
    target, asked = run.started["target"], run.started.get("asked", {})
    seed = run.started["seed"]
    words = ["opsmantik", "verify", *(["--seed", str(seed)] if seed is not None else []), *asked.get("bundled", ())]
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
    for clause in asked.get("excluded", ()):
        words += ["--exclude", clause]
    words += ["--smoke"] if asked.get("smoke") else []
    words += ["--strict"] if run.started["strict"] else []
    return shlex.join(words) + _database(target)


def serve(run: Recorded) -> str:
    """Give the command that starts a gateway like the one the run started; nothing where it was not ours."""
    if run.gateway is None or "start" in run.started["target"]:
        return ""
    words = ["opsmantik", "serve", *run.started.get("asked", {}).get("bundled", ()), "--controls"]
    return f'{shlex.join(words)} --database "$DATABASE_URL" --port {urlsplit(run.gateway).port}'


def shown_verdict(clause: Event) -> str:
    """Give the word by which a clause is counted and coloured: its verdict, or that the baseline knows it."""
    return "known" if clause.get("known") else clause["verdict"]


def narrowed(run: Recorded) -> bool:
    """Whether only a part of the spec was asked for, as far as the run tells."""
    asked = run.started.get("asked", {})
    return any(asked.get(name) for name in ("sectors", "clauses", "excluded", "last_failed", "smoke"))


def _gravest_first(clause: Event) -> int:
    return LEVELS.index(clause["level"])


def _verdict(run: Recorded, seen: Coverage) -> tuple[str, str, str]:
    if run.refused:
        code = run.refused["exit_code"]
        return WORDS[code], "unknown", run.refused["reason"]
    if not run.finished:
        return "Cut short", "cut", "the run did not come to its end"
    if run.finished["interrupted"]:
        return "Interrupted", "cut", "somebody stopped the run before it was done"
    code = run.finished["exit_code"]
    sentence = run.finished.get("reason") or EXITS[code]
    if code == 0 and seen.thin:
        return f"{WORDS[code]}, {AS_FAR_AS_SEEN}", "thin", f"{AS_FAR_AS_SEEN}, {sentence}"
    return WORDS[code], KINDS.get(code, "unknown"), sentence


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _database(target: dict[str, object]) -> str:
    database = target.get("database")
    if database is None:
        return ""
    own = str(database).partition(":")[0] in ("embedded", "docker")
    return f" --database {shlex.quote(str(database))}" if own else ' --database "$DATABASE_URL"'
