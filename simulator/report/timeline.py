"""A visit as a page: every event from what the browser believed to its row and its fate, in the order of the visit.

It reads what one playing left in its directory (`scenario.json`, `history.jsonl`, pictures) and the account that the
judge makes of it. How it looks is in `templates/`, where every text is escaped: what a target sent is never markup.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.judge.account import Account, Fate, account
from simulator.judge.fates import QUEUED, REFUSED, SKIPPED, STORED, TAKEN
from simulator.judge.visit import Acted, Held, Loaded, Record, Threw, Visit, Wrote, from_line
from simulator.report.html import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from simulator.judge.attempts import Attempt

HISTORY, SCENARIO, PAGE, INDEX = "history.jsonl", "scenario.json", "timeline.html", "index.html"
TONES = {"holds": "good", "broken": "bad", "shown": "cool", "not shown": "cool"}
QUEUE = "opsmantik_evtq_v1"
ANSWER_CHARS_MAX = 160


@dataclass(frozen=True)
class Line:
    """One line of the page. `kind`: act, event, queue, page, thrown.

    `step` numbers the scenario's acts, with whatever came of each. `at` is the page's time since the beginning: nothing
    where no clock was moved.
    """

    step: str
    at: str
    kind: str
    text: str = ""
    note: str = ""
    event: Event | None = None


@dataclass(frozen=True)
class Event:
    """One emitted event, column by column; `tone` is how its fate is to be seen: good, wait or bad."""

    fate: Fate
    believed: Sequence[str]
    wire: Sequence[str]
    answers: Sequence[str]
    rows: Sequence[str]
    tone: str


def directories(run: Path) -> list[Path]:
    """Give the directories of the playings of a run, in the order of their names."""
    return sorted(path.parent for path in (run / "browser").glob(f"*/{HISTORY}"))


def write(directory: Path, tracker: str = "") -> Path | None:
    """Write a playing's page beside its history; None where the history cannot be read.

    `tracker` is the file or URL of one that is not ours, for whoever plays it again.
    """
    try:
        visit = read(directory)
        scenario = _described(directory)
    except (OSError, ValueError):
        return None
    (directory / PAGE).write_text(page(scenario, visit, _pictures(directory), tracker), "utf-8", "replace")
    return directory / PAGE


def write_index(run: Path) -> Path | None:
    """Write the list of a run's playings, each with its account and a link to its page; None where there are none."""
    playings = [told for directory in directories(run) if (told := _told(directory))]
    if not playings:
        return None
    path = run / "browser" / INDEX
    text = environment().get_template("playings.html.j2").render(
        playings=playings, tone=tone, tone_of_claim=tone_of_claim
    )
    path.write_text(text, "utf-8", "replace")
    return path


def _told(directory: Path) -> dict[str, Any] | None:
    try:
        return {**_described(directory), "directory": directory.name}
    except (OSError, ValueError):
        return None


def _described(directory: Path) -> dict[str, Any]:
    """Give what was played. `otherwise`: what the engine, not the tracker, makes end otherwise than in Chromium."""
    return {"otherwise": {"reason": "", "clauses": []}, **json.loads((directory / SCENARIO).read_text("utf-8"))}


def read(directory: Path) -> Visit:
    """Read a playing's history."""
    with (directory / HISTORY).open(encoding="utf-8") as lines:
        return Visit(from_line(line) for line in lines if line.endswith("\n"))


def page(scenario: dict[str, Any], visit: Visit, pictures: dict[str, str], tracker: str = "") -> str:
    """Draw the page."""
    told = account(visit)
    environment().filters.setdefault("tone_of", tone)
    return environment().get_template("timeline.html.j2").render(
        scenario=scenario,
        account=told,
        lines=list(lines(visit, told)),
        pictures=pictures,
        tracker=tracker,
        console=visit.console,
        tone=tone,
        tone_of_claim=tone_of_claim,
        differences=_differences(scenario, told),
    )


def lines(visit: Visit, told: Account) -> Iterator[Line]:
    """Give what happened, in order; an event stands where it was first offered."""
    times = {record.at_ms for record in visit.records}
    start = next((record.at_ms for record in visit.records), 0)
    step = 0
    fates: dict[int, list[Fate]] = {}
    for fate in told.fates:
        fates.setdefault(_place(fate), []).append(fate)
    drained = {
        attempt.first.number: f"the drain offers {fate.category}/{fate.action}: sendBeacon said {attempt.first.result}"
        for fate in told.fates
        for attempt in fate.attempts
        if attempt.late
    }
    for fate in fates.pop(0, []):
        yield Line("before", "", "event", event=_event(fate))
    for record in visit.records:
        step += isinstance(record, Acted)
        where = str(step or "before"), _time(record.at_ms - start) if len(times) > 1 else ""
        for fate in fates.get(record.number, []):
            yield Line(*where, "event", event=_event(fate))
        if text := drained.get(record.number):
            yield Line(*where, "queue", text)
        if line := _line(record, *where):
            yield line


def tone(fate: str) -> str:
    """Say how a fate is to be seen."""
    if fate == STORED or fate.startswith(TAKEN):
        return "good"
    return "wait" if fate in (QUEUED, SKIPPED) or fate.startswith(REFUSED) else "bad"


def tone_of_claim(claim: dict[str, Any], otherwise: dict[str, Any]) -> str:
    """Say how a claim's verdict is to be seen; what the engine makes end otherwise is held against nobody."""
    return "cool" if claim["clause"] in otherwise["clauses"] else TONES.get(claim["verdict"], "wait")


def _place(fate: Fate) -> int:
    numbers = [attempt.first.number for attempt in fate.attempts] or list(fate.evidence)
    return 0 if fate.seeded or not numbers else min(numbers)


def _event(fate: Fate) -> Event:
    arrivals = [arrival for attempt in fate.attempts for arrival in attempt.arrivals]
    return Event(
        fate=fate,
        believed=[words for attempt in fate.attempts for words in _believed(attempt)] or ["nothing was offered"],
        wire=[_arrived(one.fault, one.ended) for one in arrivals]
        + [f"never arrived: {attempt.carried.failure}" for attempt in fate.attempts if _failed(attempt)]
        or ["nothing"],
        answers=[_answer(one.status, one.answer) for one in arrivals],
        rows=[f"{row[:8]} in {partition}" for row, partition in zip(fate.rows, fate.partitions, strict=False)]
        + [f"call {call[:8]}" for call in fate.calls],
        tone=tone(fate.fate) if fate.fate else "bad",
    )


def _believed(attempt: Attempt) -> Iterator[str]:
    for offer in attempt.offers:
        when = " at the drain" if attempt.late else ""
        if offer.way == "beacon":
            yield f"sendBeacon{when} said {offer.result}"
        elif attempt.ended:
            ended = attempt.ended
            yield f"fetch heard {ended.status}" if ended.status else f"fetch failed: {ended.error}"
        else:
            yield "fetch heard nothing"
    if attempt.queued:
        yield "queued it"


def _failed(attempt: Attempt) -> bool:
    return bool(attempt.carried and attempt.carried.failure and not attempt.arrivals)


def _arrived(fault: str, ended: str) -> str:
    met = f", and the wire's fault `{fault}` met it" if fault else ""
    return f"arrived{met}{'' if ended in ('answered', '') else f', {ended}'}"


def _answer(status: int | None, text: str) -> str:
    """Give an answer's status and what it says: the body's `status` or `message`, or its text."""
    if status is None:
        return "none"
    try:
        body = json.loads(text)
        said = next(str(body[name]) for name in ("status", "message", "error") if body.get(name))
    except (ValueError, AttributeError, StopIteration, RecursionError):
        said = text
    return f"{status} {said[:ANSWER_CHARS_MAX]}"


def _line(record: Record, step: str, at: str) -> Line | None:
    match record:
        case Acted():
            return Line(step, at, "act", record.what, record.failed)
        case Loaded(frame=False):
            back = " comes back" if record.restored else ""
            return Line(step, at, "page", f"page {record.page} in tab {record.tab}{back}", record.url)
        case Threw():
            return Line(step, at, "thrown", f"{record.name}: {record.message}")
        case Wrote() if record.key == QUEUE:
            text = "the queue is removed" if record.value is None else _queue(record.value)
            return Line(step, at, "queue", text, record.error)
        case Held():
            queue = _queue((record.local or {}).get(QUEUE))
            return Line(step, at, "queue", f"storage of tab {record.tab} ({record.mark}): {queue}")
    return None


def _queue(value: str | None) -> str:
    if value is None:
        return "no queue"
    try:
        items = json.loads(value)
        names = [f"{item['payload'].get('ec')}/{item['payload'].get('ea')}" for item in items]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return f"queue {value[:80]}"
    return f"queue of {len(names)}: {', '.join(names)}"


def _time(milliseconds: int) -> str:
    sign, rest = ("-" if milliseconds < 0 else ""), abs(milliseconds)
    seconds, milliseconds = divmod(rest, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{f'{hours}:' if hours else ''}{minutes:02}:{seconds:02}.{milliseconds:03}"


def _differences(scenario: dict[str, Any], told: Account) -> Sequence[str]:
    expected = scenario.get("expected")
    if expected is None:
        return [f"unexplained: {sentence}" for sentence in told.unexplained]
    return told.differences(expected["events"], expected["intents"], expected["surplus"])


def _pictures(directory: Path) -> dict[str, str]:
    """Give every picture by its tab, as it can stand in a page that loads nothing."""
    found = sorted(directory.glob("*.jpg"))
    return {path.stem: f"data:image/jpeg;base64,{base64.b64encode(path.read_bytes()).decode()}" for path in found}

