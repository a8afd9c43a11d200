"""The terminal: banner, progress, one line a clause, summary. A consumer of events; it decides how things look.

On a terminal there are colours and a bar; elsewhere plain lines, the same words.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from simulator.report.causes import causes
from simulator.report.coverage import coverage, want
from simulator.report.words import counted, findings, left_behind, listed, plain, target_named

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.judge.events import Event

LOOKS = {
    "valid": ("ok", "green"),
    "invalid": ("INVALID", "bold red"),
    "deviates": ("deviates", "yellow"),
    "known": ("known", "yellow"),
    "unknown": ("UNKNOWN", "bold magenta"),
    "not observable": ("not observable", "dim"),
    "shown": ("shown", "cyan"),
    "not shown": ("not shown", "cyan"),
    "not judged yet": ("not judged yet", "dim"),
}
EXITS = {
    0: "nothing in force is broken",
    1: "the target is wrong",
    2: "this could not be run as asked",
    3: "the harness could not tell",
}
# What a line of a finding may take; everything is in results.json.
FINDING_CHARS_MAX = 600


class Terminal:
    """Listens to a run and writes it to a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._section = ("", "")
        self._bar: Progress | None = None
        self._left: list[Event] = []
        self._judged: list[Event] = []
        self._sectors: dict[str, str] = {}
        self._started: Event = {}
        self._advice = ""
        self._baseline: Event = {}
        self._unseen: list[Event] = []

    def __call__(self, event: Event) -> None:
        """Take one event."""
        write = getattr(self, f"_{event['event']}", None)
        if write:
            write(event)

    def close(self) -> None:
        """Take the bar away, also after an error, and say what stayed: these are the last lines."""
        self._stop_bar()
        for event in self._left:
            self._line(left_behind(event), "bold red")
        self._left.clear()

    def _stop_bar(self) -> None:
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _run_started(self, event: Event) -> None:
        self._started = event
        self._sectors = dict(event["sectors"])
        seed = f"  seed {event['seed']}" if event["seed"] is not None else ""
        self._line(f"opsmantik verify{seed}  version {event['version']}", "bold")
        asked = f"{counted(event['clauses'], 'clause')}, {counted(event['checks'], 'check')}"
        self._line(f"spec    {event['spec_sha256'][:16]}  {asked}")
        self._line(f"target  {target_named(event['target'])}")
        self._line(f"rows    {event['postgres']}")
        self._line(f"run     {event['directory']}")

    def _target_found(self, event: Event) -> None:
        self._line(f"found   {event['line']}")
        self._advice = event.get("advice", "")
        if self._console.is_terminal and self._started["checks"]:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._bar.add_task("judging", total=self._started["checks"])
            self._bar.start()

    def _check_finished(self, event: Event) -> None:
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=event["number"])

    def _left_behind(self, event: Event) -> None:
        self._left.append(event)

    def _swept(self, event: Event) -> None:
        self._line(f"swept   what the killed run {event['run']} had left in this database")

    def _baseline_compared(self, event: Event) -> None:
        self._baseline = event

    def _clause_judged(self, event: Event) -> None:
        self._stop_bar()
        known = any(one["clause"] == event["id"] for one in self._baseline.get("known", ()))
        self._judged.append({**event, "known": known})
        if event["verdict"] == "not judged yet":
            return
        self._heading(event)
        if event["verdict"] == "not observable":
            self._unseen.append(event)
            return
        self._one(event, "known" if known else event["verdict"])

    def _one(self, event: Event, verdict: str) -> None:
        word, style = LOOKS[verdict]
        self._line(f"    {event['id']}  {word:<14}  {event['sentence']}", style, shown=style != "green")
        for line in findings(event):
            self._line(f"{'':13}{line[:FINDING_CHARS_MAX]}", "default")

    def _not_observable(self) -> None:
        """Say what could not be seen of a section: a clause alone in full, several in a line for each reason."""
        unseen, self._unseen = self._unseen, []
        if len(unseen) == 1:
            self._one(unseen[0], "not observable")
            return
        for reason in dict.fromkeys(map(want, unseen)):
            ids = [event["id"] for event in unseen if want(event) == reason]
            why = f"for want of {reason}" if reason.startswith("--") else _reason_of(unseen, ids)
            self._line(f"    not observable  {counted(len(ids), 'clause')}: {listed(ids)}: {why}", "dim")

    def _heading(self, event: Event) -> None:
        section = (event["sector"], event["section"])
        if section == self._section:
            return
        self._not_observable()
        if section[0] != self._section[0]:
            self._line("")
            self._line(f"{section[0]} · {self._sectors.get(section[0], '')}", "bold")
        self._line(f"  {section[1]}", "bold")
        self._section = section

    def _run_finished(self, event: Event) -> None:
        self._stop_bar()
        self._not_observable()
        self._waiting()
        self._known()
        seen = coverage(self._judged, self._started.get("clauses", 0))
        verdicts = Counter("known" if one["known"] else one["verdict"] for one in self._judged)
        counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
        self._line("")
        self._line(f"{counts or 'nothing'}  in {event['duration_ms'] / 1000:.1f} s")
        if self._advice and event["exit_code"]:
            self._line(f"look first  {self._advice}", "bold")
        for cause in causes([one for one in self._judged if not one["known"]]):
            self._line(f"look first  {cause.sentence}", "bold")
        self._line(f"judged      {seen.sentence}", "bold yellow" if seen.thin else "")
        if seen.advice:
            self._line(f"not judged  {seen.advice}", "bold yellow" if seen.thin else "")
        thin = ", as far as seen" if event["exit_code"] == 0 and seen.thin else ""
        self._line(f"exit {130 if event['interrupted'] else event['exit_code']}: {self._ended(event)}{thin}", "bold")

    def _ended(self, event: Event) -> str:
        if event["interrupted"]:
            return "interrupted"
        return event.get("reason") or EXITS[event["exit_code"]]

    def _known(self) -> None:
        """Say how the run compares with the baseline."""
        if not self._baseline:
            return
        self._line("")
        for known in self._baseline["known"]:
            self._line(f"known   {known['clause']} since {known['since']}: {known['reason']}", "dim")
        for known in self._baseline["unseen"]:
            self._line(f"known   {known['clause']} could not be seen this time", "dim")
        if unasked := self._baseline.get("unasked"):
            more = counted(len(unasked), "more clause")
            self._line(f"known   {more} of the baseline, not asked for this time", "dim")
        for clause in self._baseline["new"]:
            self._line(f"new     {clause} is not in the baseline", "bold red")
        for known in self._baseline["gone"]:
            self._line(f"gone    {known['clause']} holds again: take it out of the baseline", "bold red")

    def _waiting(self) -> None:
        """Say what nobody judges yet: a whole sector in one line, single clauses counted by room."""
        waiting = [event for event in self._judged if event["verdict"] == "not judged yet"]
        if waiting:
            self._line("")
        for sector in dict.fromkeys(event["sector"] for event in waiting):
            mine = [event for event in waiting if event["sector"] == sector]
            whole = len(mine) == sum(event["sector"] == sector for event in self._judged)
            rooms = ", ".join(f"{count} by {room}" for room, count in Counter(one["room"] for one in mine).items())
            missing = "the judges of this sector are missing" if whole else "clauses are not judged yet"
            self._line(f"{sector}: {missing}: {rooms}", "dim")

    def _line(self, text: str, style: str = "", *, shown: bool = True) -> None:
        self._console.print(Text(plain(text), style=style if shown else ""), soft_wrap=True, highlight=False)


def _reason_of(unseen: list[Event], ids: list[str]) -> str:
    """Give the reason of the first of these clauses, and whether the others have it as well."""
    reasons = dict.fromkeys(
        check["reason"]
        for event in unseen
        if event["id"] in ids
        for check in event["checks"]
        if check["verdict"] == "not observable"
    )
    return f"{next(iter(reasons), 'no reason given')}{' (the others: see the report)' if len(reasons) > 1 else ''}"
