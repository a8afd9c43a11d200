"""What a run came to, for a terminal: tables and a sentence. It decides words; figures come from the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from loadtests.books import LEGEND
from simulator.report.words import counted, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loadtests.admission import Window
    from loadtests.arrival import Profile
    from loadtests.result import PartResult, Result

WRONG_MAX = 20
HEADINGS = {"unknown_stored": "of them stored", "stamps": "intents"}


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Build a table."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for name in heading:
        drawn.add_column(name, overflow="fold")
    for row in rows:
        drawn.add_row(*(plain(str(cell)) for cell in row))
    return drawn


def parts(result: Result) -> Table:
    """Tell of each part what was sent, what came, and how long it took."""
    heading = (
        "part",
        "requests",
        "synced",
        "429",
        "other",
        "known by",
        "wrong windows",
        "books",
        "p50 ms",
        "p99 ms",
        "raw p99",
        "late",
    )
    return table(heading, [_part(one) for one in result.parts])


def wrong_windows(result: Result) -> Table | None:
    """Tell which clients and windows were wrong; None if none was."""
    wrong = [(one.part.name, window) for one in result.parts for window in one.boundary.windows if window.wrong]
    heading = (
        "part",
        "client",
        "window",
        "offered",
        "had to be admitted",
        "admitted",
        "let through too many",
        "refused too early",
    )
    return table(heading, [(part, *_window(one)) for part, one in wrong[:WRONG_MAX]]) if wrong else None


def books(result: Result) -> Table | None:
    """Tell the books of each part; None if none were closed."""
    names = (
        "synced", "stored", "lost", "doubled", "stray", "misplaced", "unknown", "unknown_stored",
        "stamps", "calls", "calls_lost", "calls_doubled", "calls_stray",
    )  # fmt: skip
    closed = [one for one in result.parts if one.books]
    rows = [(one.part.name, *(getattr(one.books, name) for name in names)) for one in closed]
    if not closed:
        return None
    drawn = table(("books", *(HEADINGS.get(name, name).replace("_", " ") for name in names)), rows)
    drawn.caption, drawn.caption_justify = LEGEND.replace("`", ""), "left"
    return drawn


def sentences(result: Result) -> Iterator[str]:
    """Say what was not kept, and what the end means."""
    for one in result.kept:
        if not one.kept:
            excused = f"; not held against the target: {one.excused}" if one.excused else ""
            yield f"not kept: {one.group} {one.name}: expected at most {one.bound:g}; came: {one.came:g}{excused}"
    if result.broke:
        yield result.broke
    match result.exit_code:
        case 0:
            yield "every window and every row is as expected"
        case 1:
            yield "the target is wrong"
        case 3:
            yield f"the harness could not tell: {_why_not(result)}"
        case 130:
            yield "stopped by hand; what was sent until then was compared with its rows"


def _why_not(result: Result) -> str:
    if result.broke:
        return "the run broke off"
    if result.unsent:
        unsent = counted(result.unsent, "request")
        return f"the generator could not send {unsent}; the run directory's requests-*.jsonl say why"
    if any(one.group == "generator" and not one.kept for one in result.kept):
        return (
            "the generator fell behind its schedule; lower --rate or --scale, send from more processes with --workers,"
            " or raise [generator] in --thresholds"
        )
    return "this machine was too busy to measure times; try again when it is quiet, or send from another machine"


def _part(one: PartResult) -> tuple[object, ...]:
    latency, kinds = one.latency, dict(one.kinds)
    wrong = sum(window.wrong for window in one.boundary.windows)
    closed = "not closed: no rows" if one.books is None else "closed" if one.books.closed else "WRONG"
    known = f"{one.boundary.known_by}{'' if one.boundary.exact else ', bounds'}"
    synced, limited = kinds.pop("synced", 0), kinds.pop("limited", 0)
    other = " ".join(f"{name} {count}" for name, count in kinds.items()) or "0"
    p50, p99 = (latency.corrected_ms.get(name, "none") for name in ("p50", "p99"))
    raw = latency.raw_ms.get("p99", "none")
    return (
        one.part.name, one.expected.requests, synced, limited, other, known, wrong, closed, p50, p99, raw,
        latency.late_starts,
    )  # fmt: skip


def _window(one: Window) -> tuple[object, ...]:
    low, high = one.expected
    return (
        one.client,
        one.number,
        one.offered if one.exact else f"{one.offered} to {one.offered + one.perhaps + one.unknown}",
        low if low == high else f"{low} to {high}",
        one.admitted if one.exact else f"{one.admitted} to {one.admitted + one.admitted_perhaps + one.unknown}",
        one.too_many,
        one.too_few,
    )


def listed(known: Iterable[Profile]) -> Table:
    """Tell what profiles there are."""
    return table(
        ("profile", "what it asks", "how much", "fails it"), [(p.name, p.title, p.bounded, p.fault) for p in known]
    )
