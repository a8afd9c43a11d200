"""What a check did, step by step: requests and answers, readings and rows, levers; runs of alike requests are folded.

It decides what counts as the same request again. It must not know verdicts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.report.recorded import Record

# Fewer in a row than this are shown one by one.
FOLDED_MIN = 4
# What a check draws afresh for each beacon: ids with and without hyphens, fingerprints.
_DRAWN = re.compile(
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|\b[0-9a-fA-F]{32}\b|fp-[0-9a-f]{16}"
)


@dataclass(frozen=True)
class Step:
    """One record of the history, which stands for `times` in a row that differ only in what is drawn afresh."""

    record: Record
    times: int = 1

    @property
    def kind(self) -> str:
        """See simulator/judge/history.py."""
        return self.record["kind"]

    @property
    def status(self) -> int | None:
        """What an exchange was answered; None: nothing."""
        answer = self.record.get("answer")
        return answer["status"] if answer else None


def folded(records: Iterable[Record]) -> list[Step]:
    """Fold runs of requests that are alike and were answered alike."""
    runs: list[list[Record]] = []
    for record in records:
        if runs and record["kind"] == "exchange" and _alike(runs[-1][0]) == _alike(record):
            runs[-1].append(record)
        else:
            runs.append([record])
    return [step for run in runs for step in _steps(run)]


def _steps(run: Sequence[Record]) -> list[Step]:
    return [Step(run[0], len(run))] if len(run) >= FOLDED_MIN else [Step(record) for record in run]


def _alike(record: Record) -> object:
    if record["kind"] != "exchange":
        return None
    request, answer = record["request"], record["answer"]
    headers = tuple(map(tuple, request["headers"]))
    body = _DRAWN.sub("", request["body"])
    return request["method"], request["url"], headers, body, answer and answer["status"]
