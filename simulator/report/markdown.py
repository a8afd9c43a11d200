"""summary.md: the verdict for a CI's summary page, a screen long however much is broken.

It decides what is worth that screen. What a target sent stands in code only, where Markdown and HTML mean nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simulator.report.overview import VERDICTS, overview
from simulator.report.reproducer import reproduce
from simulator.report.words import finding, left_behind, plain, target_named

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.judge.events import Event
    from simulator.report.causes import Cause
    from simulator.report.overview import Overview
    from simulator.report.recorded import Recorded

SIGNS = {"good": "✅", "thin": "🟠", "bad": "❌", "unknown": "❔", "cut": "⚠️"}
FINDS_MAX = 20
FINDING_CHARS_MAX = 400
SCRIPT_CHARS_MAX = 6000


def build(run: Recorded) -> str:
    """Give the summary as Markdown."""
    head = overview(run)
    sentence = f"{head.sentence[0].upper()}{head.sentence[1:]}."
    parts = [f"## {SIGNS[head.kind]} opsmantik: {head.word}", _sentence(sentence)]
    parts += [*_coverage(head), *(_cause(one) for one in head.causes), _counts(head)]
    parts += [*_finds(run, head), *_known(head), *_against(run), _about(run)]
    parts += [f"Again: {code(head.replay)}", *(f"⚠️ {code(left_behind(one))}" for one in run.left_behind)]
    return "\n\n".join(parts) + "\n"


def write(run: Recorded, path: Path) -> None:
    """Write summary.md."""
    path.write_text(build(run), "utf-8", "replace")


def code(text: str) -> str:
    """Set text as code, whatever is in it."""
    shown = plain(text)
    fence = "`" * (_longest_run(shown) + 1)
    gap = " " if "`" in shown else ""
    return f"{fence}{gap}{shown}{gap}{fence}"


def block(text: str, language: str = "") -> str:
    """Set lines as a block of code, whatever is in them."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _coverage(head: Overview) -> list[str]:
    told = [f"**Judged {head.coverage.sentence}.**"]
    return [*told, f"Not judged: {head.coverage.coded_advice}."] if head.coverage.advice else told


def _cause(cause: Cause) -> str:
    return f"**Look at this first:** {len(cause.clauses)} clauses have one and the same finding, {code(cause.finding)}."


def _known(head: Overview) -> list[str]:
    if not head.known:
        return []
    told = [f"- **{one['id']}** since {one['known']['since']}: {code(one['known']['reason'])}" for one in head.known]
    return ["\n".join(["Known, as the baseline says:", "", *told])]


def _against(run: Recorded) -> list[str]:
    if not run.against:
        return []
    lines = [f"Where the two builds differ ({code(run.against['first'])}, {code(run.against['second'])}):", ""]
    if run.against["differing"]:
        lines += ["| clause | level | first | second |", "|---|---|---|---|"]
    columns = ("id", "level", "first", "second")
    lines += [f"| {' | '.join(one[name] for name in columns)} |" for one in run.against["differing"]]
    return ["\n".join(lines), f"{_escaped(run.against['sentence'])}."]


def _counts(head: Overview) -> str:
    verdicts = [verdict for verdict in VERDICTS if verdict in head.counts]
    if not verdicts:
        return "No clause was judged."
    lines = [f"| | {' | '.join(verdicts)} |", f"|---|{'--:|' * len(verdicts)}"]
    for level, counts in head.levels.items():
        lines.append(f"| **{level}** | {' | '.join(str(counts.get(verdict, '')) for verdict in verdicts)} |")
    return "\n".join(lines)


def _finds(run: Recorded, head: Overview) -> list[str]:
    told = [_find(run, clause) for clause in head.finds[:FINDS_MAX]]
    more = len(head.finds) - FINDS_MAX
    return told + ([f"… and {more} more; all of them are in report.html."] if more > 0 else [])


def _find(run: Recorded, clause: Event) -> str:
    lines = [f"<details><summary><b>{clause['id']}</b> {clause['verdict']}, {clause['level']}</summary>"]
    lines += ["", _sentence(clause["sentence"])]
    for check in clause["checks"]:
        if check["verdict"] in ("invalid", "unknown"):
            script = reproduce(run, clause, check).script
            lines += ["", code(finding(check)[:FINDING_CHARS_MAX])]
            lines += ["", block(script, "sh")] if 0 < len(script) <= SCRIPT_CHARS_MAX else []
    return "\n".join([*lines, "", "</details>"])


def _sentence(text: str) -> str:
    """Keep the spec's own code, and nothing else that means something."""
    text = plain(text)
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return code(text)
    return "".join(code(part) if number % 2 else _escaped(part) for number, part in enumerate(parts))


def _escaped(text: str) -> str:
    return re.sub(r"([\\*_<>\[\]#|])", r"\\\1", text)


def _about(run: Recorded) -> str:
    started = run.started
    facts = {
        "target": target_named(started["target"]),
        "Postgres": started["postgres"],
        "seed": started["seed"],
        "version": started["version"],
        "spec": started["spec_sha256"][:16],
        "began": started["started_at"],
    }
    return "\n".join(f"- {name}: {code(str(value))}" for name, value in facts.items() if value is not None)
