"""A fingerprint for people and machines: a table on the terminal, JSON, Markdown. It decides how it looks, no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from simulator.report.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from simulator.limiter.fingerprint import Fingerprint
    from simulator.limiter.seen import Property, Seen

SURE = {"exact": "exact", "bounds": "bounds", "no": "NOT TOLD"}
STYLES = {"exact": "green", "bounds": "cyan", "no": "bold magenta"}
PIPE = {ord("|"): "\\|", ord("<"): "&lt;", ord(">"): "&gt;"}


def table(taken: Fingerprint) -> Table:
    """Build the table."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("property", "value", "how sure", "because"):
        drawn.add_column(heading, overflow="fold")
    for one in taken.properties:
        cells = (one.name, one.value, SURE[one.told], one.why)
        drawn.add_row(*(Text(plain(cell), style=STYLES[one.told] if at == 2 else "") for at, cell in enumerate(cells)))  # noqa: PLR2004 - the third
    return drawn


def summary(taken: Fingerprint) -> str:
    """Say in a line how it was taken."""
    untold = sum(one.told == "no" for one in taken.properties)
    how = "the clock moved" if taken.moved else "real time"
    rest = f"{untold} could not be told" if untold else "all told"
    return f"{len(taken.properties)} properties, {rest}; {taken.requests} requests, {taken.took_ms / 1000:.1f} s, {how}"


def as_json(taken: Fingerprint, head: Mapping[str, Any]) -> dict[str, Any]:
    """Give all of it; infinite bounds are null, as JSON has no word for them."""
    told = {"clock": "moved" if taken.moved else "real", "requests": taken.requests, "took_ms": round(taken.took_ms)}
    properties = [_property(one) for one in taken.properties]
    return {**head, **told, "complete": taken.complete, "properties": properties}


def markdown(taken: Fingerprint, head: Mapping[str, Any]) -> str:
    """Give the table and, below it, the exchanges that prove each line."""
    lines = [
        "# Fingerprint of a rate limiter",
        "",
        _head(head),
        "",
        f"{summary(taken)}. Numbers find an exchange in `history.jsonl`.",
        "",
        "| property | value | how sure | because |",
        "|---|---|---|---|",
        *(f"| {one.name} | {_cell(one.value)} | {SURE[one.told]} | {_cell(one.why)} |" for one in taken.properties),
    ]
    for one in taken.properties:
        lines += ["", f"## {one.name}: {_cell(one.value)}", "", *(f"- {_line(one, seen)}" for seen in one.evidence)]
    return "\n".join(lines) + "\n"


def write(taken: Fingerprint, head: Mapping[str, Any], directory: Path) -> None:
    """Write limiter.json and limiter.md."""
    told = json.dumps(as_json(taken, head), indent=2, ensure_ascii=False, default=str)
    (directory / "limiter.json").write_text(told + "\n", "utf-8", "backslashreplace")
    (directory / "limiter.md").write_text(markdown(taken, head), "utf-8", "backslashreplace")


def _property(one: Property) -> dict[str, Any]:
    told = {"name": one.name, "value": one.value, "told": one.told, "why": one.why, "measured": _finite(one.measured)}
    return {**told, "evidence": [seen.told() for seen in one.evidence]}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if value in (float("inf"), float("-inf")) else value


def _line(one: Property, seen: Seen) -> str:
    begin = one.evidence[0].sent_ms
    times = (seen.sent_ms - begin, seen.answered_ms - begin)
    at = f"+{times[0]:,.0f} ms" if times[0] == times[1] else f"+{times[0]:,.1f} to {times[1]:,.1f} ms"
    said = "".join(f", {name}: {value}" for name, value in seen.told()["headers"].items())
    return f"#{seen.number} {at}: {_cell(seen.what)} → {seen.answer.status}{_cell(said)}"


def _head(head: Mapping[str, Any]) -> str:
    target, spec = _cell(str(head["target"]["gateway"])), head["spec_sha256"][:16]
    return f"Target {target} · seed {head['seed']} · version {head['version']} · spec {spec}"


def _cell(text: str) -> str:
    return plain(text).translate(PIPE)
