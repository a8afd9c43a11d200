"""The stream of events of a run, and the run's directory. Every report reads this and nothing else.

An event is one JSON object a line in `runs/<id>/events.jsonl`: `event` (its kind), `at_ms` (epoch milliseconds) and
facts. Kinds of `verify`, in order:

run_started      seed, version, spec_sha256, started_at, directory, strict, target (the record, without secrets),
                 postgres (one line), sectors [id, title], checks and clauses (how many), asked (what the command
                 line said of the selection and of which build of ours: sectors, clauses, bundled)
gateway_started  url, pid: of the gateway we judge, where we started it
swept            run, sites: what a run that was killed had left in this database was removed, by this run's first act;
                 in the killed run's own file as its last line
scenario_played  scenario, title, clauses, directory (below browser/), events and intents (fate to number), surplus,
                 unexplained: one playing of a scenario in a browser
site_begun       public_id: a site is about to be made, also for sweeping up after a run that is killed
site_found       public_id, since (as the database writes it), first_address: a site of theirs that we visit
row_made         table, column, value, referrer, referring: a row that a site of ours wanted to refer to
addresses_taken  count: how many client addresses the run has taken so far, where they are many
site_made        public_id: ours, also for sweeping up after a run that was killed; row: what was inserted
target_found     line: what the target is and how that was found out; advice: what of it is to be looked at first
check_started    check, clause
check_finished   number, total, and every field of `verdict.Outcome`
clause_judged    id, level, sector, section, sentence, source, breaks, verdict, room, checks (outcomes)
put_away         public_ids: of the sites this run made or visited; all that was made there is gone
kept             nothing of this run is put away, because somebody wants to look at it
left_behind      what, why, how: something of ours that could not be removed, and how it is (may be empty)
stray_error      what: an error in the harness that nobody waited for; no verdict rests on it
baseline_compared  known, gone, unseen, unasked (entries of the baseline), new (clause ids): before the clauses, and
                 only where a baseline was given
run_finished     exit_code, reason (of that exit, a sentence), interrupted, duration_ms, counts (verdict -> clauses)
run_refused      exit_code, reason: nothing was judged, because the target could not be reached or used
against_compared first, second (the targets), differing (id, level, first, second, sentence of each clause), sentence:
                 where two builds differ, told to both runs after the second

It decides names and places. It must not know what a verdict means.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from pathlib import Path

Event = dict[str, Any]
Listener = Callable[[Event], None]


class RunsUnwritable(Exception):
    """No run directory can be made."""

    exit_code = 2


class Stream:
    """Appends events to the run's file and gives each to whoever listens in this process."""

    def __init__(self, directory: Path, now_ms: Callable[[], int]) -> None:
        self._file = (directory / "events.jsonl").open("a", encoding="utf-8", buffering=1)
        # Held as long as the run lives, however it ends: so a later run knows that it may sweep up after this one.
        lock(self._file)
        self._now_ms = now_ms
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Give every further event to `listener`."""
        self._listeners.append(listener)

    def tell(self, kind: str, /, **facts: Any) -> None:
        """Say that something happened. After the end (a stray task may outlive it) nobody listens any more."""
        if self._file.closed:
            return
        event = {"event": kind, "at_ms": self._now_ms(), **facts}
        self._file.write(json.dumps(event, default=str) + "\n")
        for listener in self._listeners:
            listener(event)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def lock(file: TextIO) -> bool:
    """Take the lock on a run's events; False if that run still lives (or the file system has no locks)."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def read(directory: Path) -> Iterator[Event]:
    """Read a run's events; a line cut off by a crash ends the reading."""
    with (directory / "events.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            if not line.endswith("\n"):
                return
            yield json.loads(line)


def new_directory(runs: Path, started_ms: int) -> Path:
    """Make a run's directory, named by its start in UTC; `latest` points to it. `RunsUnwritable` if that fails."""
    name = datetime.fromtimestamp(started_ms / 1000, UTC).strftime("%Y-%m-%dT%H-%M-%S.%fZ")[:-4] + "Z"
    try:
        directory = _make(runs, name)
        _link_latest(runs, directory.name)
    except OSError as error:
        raise RunsUnwritable(f"expected to write in {runs}; came: {error.strerror}; check its permissions") from error
    return directory


def _make(runs: Path, name: str) -> Path:
    runs.mkdir(parents=True, exist_ok=True)
    for suffix in ("", *(f"-{number}" for number in range(2, 100))):
        directory = runs / (name + suffix)
        try:
            directory.mkdir()
        except FileExistsError:
            continue
        return directory
    raise FileExistsError(17, "a hundred runs began in the same millisecond", str(runs))


def _link_latest(runs: Path, name: str) -> None:
    fresh = runs / f".latest-{name}"
    fresh.symlink_to(name)
    fresh.replace(runs / "latest")  # atomic: two runs may end up here at once
