"""What is shown of a check: its steps in words, the difference between expected and seen, and its reproducer.

It decides how much of each is shown. Everything it gives is plain text; what prints not is written as an escape.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from simulator.report.reproducer import Reproducer, line, reproduce
from simulator.report.steps import Step, folded
from simulator.report.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.judge.events import Event
    from simulator.report.recorded import Recorded

BODY_SHOWN_MAX = 2500
ROWS_SHOWN_MAX = 8
# Of a check that took many steps the first and the last are shown.
STEPS_SHOWN = (8, 8)
# Expected and seen must share this much at either end for their difference to be a part of them.
SHARED_MIN = 3


@dataclass(frozen=True)
class Shown:
    """One step as it is shown. `sent` and `came` are blocks of text, `line` repeats it in a shell."""

    title: str
    outcome: str
    line: str
    sent: str = ""
    came: str = ""
    left_out: int = 0


@dataclass(frozen=True)
class Part:
    """A piece of a text, and whether the other text has it, too."""

    text: str
    same: bool


@dataclass(frozen=True)
class Evidence:
    """All that is shown of one check."""

    check: dict[str, Any]
    steps: tuple[Shown, ...]
    expected: tuple[Part, ...]
    seen: tuple[Part, ...]
    reproducer: Reproducer


def evidence(run: Recorded, clause: Event, check: dict[str, Any]) -> Evidence:
    """Gather what is known of one check."""
    expected, seen = difference(check["expected"], check["seen"])
    steps = folded(run.history.get(check["check"], ()))
    return Evidence(check, tuple(_shown(run, steps)), expected, seen, reproduce(run, clause, check))


def difference(expected: str, seen: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Split two texts into what they share at their ends and what lies between."""
    length = min(len(expected), len(seen))
    start = _shared(zip(expected, seen, strict=False))
    end = min(_shared(zip(reversed(expected), reversed(seen), strict=False)), length - start)
    if start + end < SHARED_MIN:
        start = end = 0
    return _parts(expected, start, end), _parts(seen, start, end)


def block(text: str) -> str:
    """Give text for a block: line ends and tabs stay, whatever else does not print is escaped, and it has an end."""
    shown = "\n".join("\t".join(map(plain, one.split("\t"))) for one in text[:BODY_SHOWN_MAX].split("\n"))
    return shown if len(text) <= BODY_SHOWN_MAX else f"{shown}\n… and {len(text) - BODY_SHOWN_MAX:,} characters more"


def _shared(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _parts(text: str, start: int, end: int) -> tuple[Part, ...]:
    last = len(text) - end
    parts = ((text[:start], True), (text[start:last], False), (text[last:], True))
    return tuple(Part(block(part), same) for part, same in parts if part)


def _shown(run: Recorded, steps: Sequence[Step]) -> Iterable[Shown]:
    first, last = STEPS_SHOWN
    for number, step in enumerate(steps):
        if first <= number < len(steps) - last:
            continue
        gap = len(steps) - first - last if number == len(steps) - last and len(steps) > first + last else 0
        yield _step(run, step, max(0, gap))


def _step(run: Recorded, step: Step, left_out: int) -> Shown:
    record = step.record
    match step.kind:
        case "exchange":
            request, times = record["request"], f", {step.times} times" if step.times > 1 else ""
            title = plain(f"{request['method']} {request['url']}{times}")
            return Shown(title, _answered(step), line(run, step), _request(record), _answer(record), left_out)
        case "read":
            rows = record["rows"]
            count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
            return Shown(_table(record["sql"]), count, line(run, step), "", _rows(rows), left_out)
        case "variant":
            env = "as in the run" if record["env"] is None else json.dumps(record["env"], ensure_ascii=False)
            sent = "\n".join([f"configuration  {env}", *record["ddl"]])
            return Shown(f"a gateway started otherwise: {record['url']}", "", "", block(sent), "", left_out)
        case "clock":
            return Shown("the gateway's clock is set", json.dumps(record["state"]), line(run, step), "", "", left_out)
    return Shown(step.kind, "", "", "", block(json.dumps(record, ensure_ascii=False)), left_out)


def _answered(step: Step) -> str:
    if step.status is None:
        return "no answer"
    phrase = HTTPStatus(step.status).phrase if step.status in set(HTTPStatus) else ""
    return f"{step.status} {phrase}".strip()


def _request(record: dict[str, Any]) -> str:
    request = record["request"]
    return _message(f"{request['method']} {request['url']}", request)


def _answer(record: dict[str, Any]) -> str:
    answer = record["answer"]
    return _message(str(answer["status"]), answer) if answer else "the connection ended without an answer"


def _message(head: str, message: dict[str, Any]) -> str:
    lines = [plain(head), *(plain(f"{name}: {value}") for name, value in message["headers"])]
    note = "" if message["encoding"] == "text" else "(bytes that are no UTF-8, as base64)\n"
    return "\n".join(lines) + ("\n\n" + note + block(message["body"]) if message["body"] else "")


def _table(sql: str) -> str:
    words = sql.split()
    lower = [word.lower() for word in words]
    return f"rows of {plain(words[lower.index('from') + 1])}" if "from" in lower[:-1] else plain(sql[:80])


def _rows(rows: Sequence[dict[str, Any]]) -> str:
    if not rows:
        return "no rows"
    told = [_row(row) for row in rows[:ROWS_SHOWN_MAX]]
    more = len(rows) - ROWS_SHOWN_MAX
    return "\n\n".join([*told, *([f"… and {more} rows more"] if more > 0 else [])])


def _row(row: dict[str, Any]) -> str:
    """Write one row a line each value; what is null stands together at the end."""
    width = max(map(len, row))
    lines = [f"{plain(name):<{width}}  {block(_value(value))}" for name, value in row.items() if value is not None]
    nulls = [plain(name) for name, value in row.items() if value is None]
    return "\n".join([*lines, *([f"{'null:':<{width}}  {', '.join(nulls)}"] if nulls else [])])


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
