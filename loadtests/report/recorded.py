"""A load run as it was written down: its events and its windows, and nothing else. It draws nothing."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.judge import events
from simulator.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator.judge.events import Event

WORDS = {0: "As expected", 1: "Wrong", 3: "Not known", 130: "Stopped"}
TONES = {0: "good", 1: "bad", 3: "odd", 130: "cut"}
COUNTED = ("requests", "synced", "limited", "failed")


@dataclass
class Recorded:
    """One run. Each field is the event of its kind, or the list of them."""

    directory: Path
    started: Event = field(default_factory=dict)
    found: Event = field(default_factory=dict)
    planned: Event = field(default_factory=dict)
    finished: Event = field(default_factory=dict)
    parts: list[Event] = field(default_factory=list)
    thresholds: list[Event] = field(default_factory=list)
    samples: list[Event] = field(default_factory=list)
    remarks: list[Event] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """How it ended; a run that did not come to its end told nobody."""
        return self.finished.get("exit_code", 3)

    @property
    def word(self) -> str:
        """The verdict in a word."""
        return WORDS.get(self.exit_code, "Not known")

    @property
    def tone(self) -> str:
        """The verdict's colour."""
        return TONES.get(self.exit_code, "odd")

    @property
    def sentence(self) -> str:
        """The verdict in a sentence."""
        if not self.finished:
            return "The run did not come to its end."
        broken = [f"{one['name']} was {one['came']:g}, at most {one['bound']:g}" for one in self.broken]
        if self.finished.get("broke"):
            return self.finished["broke"]
        if not broken:
            return "Every client's windows and every row are as the schedule wanted them."
        return f"{len(broken)} of {counted(len(self.thresholds), 'threshold')} not kept: {'; '.join(broken[:4])}."

    @property
    def broken(self) -> list[Event]:
        """The thresholds that were not kept."""
        return [one for one in self.thresholds if not one["kept"]]

    @property
    def sums(self) -> dict[str, int]:
        """Requests of all parts by what became of them."""
        total: Counter[str] = Counter()
        for part in self.parts:
            total.update(part["kinds"])
        return dict(total)

    @property
    def repeat(self) -> str:
        """The command that runs the same again, against a target of one's own choice."""
        settings, options = self.planned.get("settings", {}), self.planned.get("options", {})
        words = ["opsmantik load", settings.get("profile", ""), f"--seed {settings.get('seed', '')}"]
        asked = (("scale", 1.0), ("rate_per_s", None), ("duration_s", None))
        words += [
            f"--{name.partition('_')[0]} {settings[name]:g}" for name, usual in asked if settings.get(name) != usual
        ]
        words += [f"--workers {options['workers']}"] if options.get("workers", 1) > 1 else []
        return " ".join([*words, *options.get("bundled", ())])

    def windows(self) -> Iterator[dict[str, Any]]:
        """Give every window of every part."""
        path = self.directory / "windows.jsonl"
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                yield from (json.loads(line) for line in lines if line.endswith("\n"))


def read(directory: Path) -> Recorded:
    """Read a run's directory."""
    run = Recorded(directory)
    one = {
        "measuring_started": "started",
        "target_found": "found",
        "load_planned": "planned",
        "load_finished": "finished",
    }
    many = {"part_finished": "parts", "threshold": "thresholds", "sample": "samples", "remark": "remarks"}
    for event in events.read(directory):
        if event["event"] in one:
            setattr(run, one[event["event"]], event)
        elif event["event"] in many:
            getattr(run, many[event["event"]]).append(event)
    return run
