"""A run as its directory tells it: `events.jsonl` and `history.jsonl` read back into one value.

It decides how a run is found on disk and what belongs to which check. It must not know how anything looks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.judge import events
from simulator.judge.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simulator.judge.events import Event

# One line of history.jsonl; simulator/judge/history.py says what stands in it.
Record = dict[str, Any]


class RunUnreadable(Exception):
    """There is no run there, or it cannot be read: what was expected, what came, what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Recorded:
    """A run: `started`, `found`, `finished` are events ({} where the run did not come so far).

    `gateway` is the URL of the gateway that the harness started itself, if it did; `sites` the rows of the sites it
    made, by public id; `history` the records of each check, in their order; `playings` of scenarios in a browser.
    `refused`: what kept it from judging at all; `baseline`: how it compares with the known deviations, of which each
    clause has its own under `known`; `against`: how another build compares; `spans` says when each check ran, in ms;
    `left_behind`: what of this run could not be removed.
    """

    directory: Path
    started: Event
    found: Event
    finished: Event
    gateway: str | None
    clauses: Sequence[Event]
    sites: Mapping[str, Mapping[str, str]]
    history: Mapping[str, Sequence[Record]]
    playings: Sequence[Event] = ()
    refused: Event = field(default_factory=dict)
    baseline: Event = field(default_factory=dict)
    against: Event = field(default_factory=dict)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    left_behind: Sequence[Event] = ()

    @property
    def sectors(self) -> dict[str, str]:
        """Title by sector."""
        return dict(self.started["sectors"])


def find(run: str, runs: Path) -> Path:
    """Give the directory of a run named by path, by id or as `latest`."""
    for directory in (Path(run), runs / run):
        if (directory / "events.jsonl").is_file():
            return directory.resolve()
    came = f"{run}{nearest(run, ['latest', *(path.name for path in runs.glob('2*'))])}"
    raise RunUnreadable(
        f"expected a run's directory or id with an events.jsonl in it; came: {came};"
        f" runs are in {runs}, or say `latest`"
    )


def read(directory: Path) -> Recorded:
    """Read a run, also one that was cut short. `RunUnreadable` when it never started."""
    told = _told(directory)
    last = {event["event"]: event for event in told}
    if "run_started" not in last:
        raise RunUnreadable(
            f"expected a run of `verify`, `browse` or `load` in {directory}; came: none that started; name another"
        )
    known = {entry["clause"]: entry for entry in last.get("baseline_compared", {}).get("known", ())}
    return Recorded(
        directory=directory,
        started=last["run_started"],
        found=last.get("target_found", {}),
        finished=last.get("run_finished", {}),
        gateway=last.get("gateway_started", {}).get("url"),
        clauses=tuple(
            {**event, "known": known.get(event["id"])} for event in told if event["event"] == "clause_judged"
        ),
        sites={one["public_id"]: one["row"] for one in told if one["event"] == "site_made" and one.get("row")},
        history=_by_check(directory / "history.jsonl"),
        playings=tuple(event for event in told if event["event"] == "scenario_played"),
        refused=last.get("run_refused", {}),
        baseline=last.get("baseline_compared", {}),
        against=last.get("against_compared", {}),
        left_behind=tuple(event for event in told if event["event"] == "left_behind"),
        spans={
            event["check"]: (event["at_ms"] - event["duration_ms"], event["at_ms"])
            for event in told
            if event["event"] == "check_finished"
        },
    )


def _told(directory: Path) -> list[Event]:
    try:
        return list(events.read(directory))
    except (OSError, ValueError) as error:
        raise RunUnreadable(f"expected events in {directory}; came: {error}; name another run") from error


def _by_check(path: Path) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in _records(path):
        found.setdefault(record["check"], []).append(record)
    return found


def _records(path: Path) -> Iterator[Record]:
    """Read a history; none is an empty one, and a line cut off by a crash ends it."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.endswith("\n"):
                return
            yield json.loads(line)
