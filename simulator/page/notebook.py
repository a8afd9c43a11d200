"""Where a visit is written down while it lasts: records get their number, the spy's lines become records.

It decides nothing of what is seen. Both tiers write into one of these, a line of history at a time.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from simulator.judge.besides import Hindered, Named, Restless
from simulator.judge.visit import FetchEnded, Loaded, Offered, Record, Said, Threw, Visit, Wrote, to_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from simulator.page.acts import Beacons

SPY: Final = Path(__file__).with_name("spy.js")
PREFIX: Final = "\u2063opsmantik-spy "
Kind = TypeVar("Kind", bound=Record)
_KINDS: Mapping[str, type] = {
    "loaded": Loaded,
    "offered": Offered,
    "fetch_ended": FetchEnded,
    "wrote": Wrote,
    "hindered": Hindered,
    "named": Named,
    "said": Said,
    "threw": Threw,
}


def spy_source(beacons: Beacons) -> str:
    """Give the spy's script, with sendBeacon behaving as ordered from the page's first call on."""
    orders = {"mode": beacons.mode, "from_call": beacons.from_call, "calls": beacons.calls}
    return SPY.read_text("utf-8").replace("{{prefix}}", PREFIX).replace("{{orders}}", json.dumps(orders))


class Notebook:
    """The records of one visit as they come. `visit` can be asked at any time; `file` gets each as a line.

    `scrolled` counts scroll events; `forbidden` are the tab, the page and the address of what a policy forbade.
    `restless`: a page offers one body again and again, or more than any visit calls for.
    """

    def __init__(self, file: TextIO | None = None) -> None:
        self.visit = Visit()
        self.scrolled = 0
        self.restless = False
        self.forbidden: list[tuple[str, int, str]] = []
        self._file = file
        self._pages: dict[str, int] = {}
        self._offers: dict[tuple[str, int], int] = {}
        self._heard: dict[str, int] = {}

    def write(self, kind: type[Kind], **facts: Any) -> Kind:
        """Write one record down; it gets the next number."""
        record = kind(number=len(self.visit.records) + 1, **facts)
        self.visit.records.append(record)
        if self._file and not self._file.closed:  # what a browser tells while it is closed is of no visit
            self._file.write(to_line(record) + "\n")
        return record

    def write_anew(self, records: Sequence[Any]) -> None:
        """Take these records in place of all so far, numbered in their order."""
        numbers = {record.number: number for number, record in enumerate(records, 1)}
        self.visit.records[:] = [_renumbered(record, numbers) for record in records]
        if self._file:
            self._file.seek(0)
            self._file.truncate()
            self._file.writelines(to_line(record) + "\n" for record in self.visit.records)

    def hear(self, tab: str, text: str) -> bool:
        """Take a line of the console; gives whether it was the spy's."""
        if not text.startswith(PREFIX):
            return False
        self._take(tab, json.loads(text.removeprefix(PREFIX)))
        return True

    def page_of(self, load: str) -> int:
        """Give the ordinal of a document by the name its spy gave itself."""
        return self._pages.setdefault(load, len(self._pages) + 1)

    def _take(self, tab: str, facts: dict[str, Any]) -> None:
        kind, load, offer = facts.pop("kind"), facts.pop("load"), facts.pop("offer", 0)
        line = facts.pop("line")
        if line <= self._heard.get(load, 0):
            return
        self._heard[load] = line
        if kind == "scrolled":
            self.scrolled += 1
            return
        if kind == "restless":
            self.restless = True
            self.write(Restless, at_ms=facts["at_ms"], tab=tab, times=facts["times"])
            return
        if kind == "forbidden":
            self.forbidden.append((tab, self.page_of(load), facts["url"]))
            return
        facts.update(tab=tab, page=self.page_of(load))
        if kind == "fetch_ended":
            facts["offer"] = self._offers[load, offer]
        for name in {"arguments", "names"} & facts.keys():
            facts[name] = tuple(facts[name])
        record = self.write(_KINDS[kind], **facts)
        if kind == "offered":
            self._offers[load, offer] = record.number


def _renumbered(record: Any, numbers: Mapping[int, int]) -> Any:
    named = {"offer": numbers.get(record.offer, record.offer)} if isinstance(record, FetchEnded) else {}
    return replace(record, number=numbers[record.number], **named)
