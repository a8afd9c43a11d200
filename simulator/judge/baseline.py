"""Known deviations: a file says which clauses a target breaks today, why, and since when. Pure but for the reading.

```toml
[[known]]
clause = "GWY-305"
reason = "fixed in their next release"
date = 2026-11-23
```

It decides what is new and what has gone: both fail a run, so that the file stays true. What could not be seen is
neither. It decides as well what such a file says when it is written. It must not know targets or reports.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from simulator.judge.nearest import nearest
from simulator.judge.text import read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from simulator.judge.spec import Spec
    from simulator.judge.verdict import ClauseResult

HEAD = "# Known deviations, written by `opsmantik verify --write-baseline`. Say for each why it is accepted.\n"
REASON_CHARS_MAX = 200
KEYS = {"clause": str, "reason": str, "date": date}


class BaselineRefused(Exception):
    """A baseline that cannot be read; the message names the entry."""

    exit_code = 2


@dataclass(frozen=True)
class Known:
    """One known deviation; `since` is the day it was written down."""

    clause: str
    reason: str
    since: date


@dataclass(frozen=True)
class Compared:
    """Clause ids: known and still there, in force and not known, known and now valid, known and not seen this time.

    `unasked` are known, and nobody asked for them this time.
    """

    known: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    unseen: tuple[str, ...]
    unasked: tuple[str, ...] = ()


def read(path: Path, spec: Spec) -> dict[str, Known]:
    """Read a baseline; `BaselineRefused` for whatever is not an entry of the form above."""
    try:
        values = tomllib.loads(read_text(path))
    except OSError as error:
        raise BaselineRefused(f"expected a baseline at {path}; came: {error.strerror}; correct --baseline") from error
    except ValueError as error:
        raise BaselineRefused(f"expected TOML in {path}; came: {error}; correct it") from error
    entries = values.get("known", [])
    if set(values) - {"known"} or not isinstance(entries, list):
        came = ", ".join(sorted(set(values) - {"known"})) or "known as no list"
        raise BaselineRefused(f"expected in {path} only [[known]] tables; came: {came}; correct it")
    found: dict[str, Known] = {}
    for number, entry in enumerate(entries, 1):
        known = _entry(f"entry {number} of {path}", entry, spec)
        if known.clause in found:
            raise BaselineRefused(f"expected {known.clause} once in {path}; came: twice; remove one")
        found[known.clause] = known
    return found


def compare(results: Sequence[ClauseResult], baseline: Collection[str], *, strict: bool) -> Compared:
    """Compare what was found with what is known. New is only what is in force: MUST, and the rest when strict."""
    found = {result.clause.id: result.verdict for result in results}
    broken = {clause for clause, verdict in found.items() if verdict in ("invalid", "deviates")}
    in_force = {clause for clause in broken if strict or found[clause] == "invalid"}
    gone = {clause for clause in baseline if found.get(clause) == "valid"}
    return Compared(
        known=_sorted(broken & set(baseline)),
        new=_sorted(in_force - set(baseline)),
        gone=_sorted(gone),
        unseen=_sorted(set(baseline) & set(found) - broken - gone),
        unasked=_sorted(set(baseline) - set(found)),
    )


def written(results: Sequence[ClauseResult], baseline: Mapping[str, Known], today: date, *, strict: bool) -> str:
    """Give the baseline by which this run would have held, in the order of ids.

    What is in force is in it. An earlier baseline's entries stay as they are, but for those that hold again.
    """
    compared = compare(results, baseline, strict=strict)
    fresh = {result.clause.id: result for result in results if result.clause.id in compared.new}
    entries = {clause: known for clause, known in baseline.items() if clause not in compared.gone}
    entries |= {clause: Known(clause, _reason(result), today) for clause, result in fresh.items()}
    return HEAD + "".join(_written(entries[clause]) for clause in sorted(entries))


def _reason(result: ClauseResult) -> str:
    """Name what was found, without what changes from run to run."""
    return "; ".join(f"{one.check}: {one.what}" for one in result.outcomes if one.verdict == "invalid")


def _written(known: Known) -> str:
    reason = "".join(char if char.isprintable() else " " for char in known.reason)[:REASON_CHARS_MAX]
    text = json.dumps(reason, ensure_ascii=False)
    return f'\n[[known]]\nclause = "{known.clause}"\nreason = {text}\ndate = {known.since.isoformat()}\n'


def _entry(where: str, entry: Any, spec: Spec) -> Known:
    if not isinstance(entry, dict) or set(entry) != set(KEYS):
        came = ", ".join(sorted(entry)) if isinstance(entry, dict) else repr(entry)
        raise BaselineRefused(f"expected in {where} clause, reason and date; came: {came or 'nothing'}; correct it")
    for key, kind in KEYS.items():
        # A time of day is a date to Python; here it is a mistake.
        if type(entry[key]) is not kind or entry[key] == "":
            wanted = "a day such as 2026-11-23, without quotes" if kind is date else "a text"
            raise BaselineRefused(f"expected {key} in {where} to be {wanted}; came: {entry[key]!r}; correct it")
    _must_be_judged(where, entry, spec)
    return Known(entry["clause"], entry["reason"], entry["date"])


def _must_be_judged(where: str, entry: Mapping[str, Any], spec: Spec) -> None:
    clause = spec.by_id.get(entry["clause"])
    if clause is None:
        came = f"{entry['clause']}{nearest(entry['clause'], spec.by_id)}"
        raise BaselineRefused(f"expected a clause id of the spec in {where}; came: {came}; correct it")
    if clause.level == "HAZ":
        raise BaselineRefused(f"expected no hazard in {where}: none is ever broken; came: {clause.id}; remove it")


def _sorted(clauses: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(clauses))
