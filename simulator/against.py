"""`opsmantik verify --against`: a second build judged by the same checks, and the clauses where the two differ.

It decides what of the first record holds for the second. It judges nothing itself: it runs `verify` twice.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from simulator.judge.record import TargetRecord
from simulator.judge.verdict import INVALID, UNKNOWN
from simulator.report.words import plain
from simulator.verify import INTERRUPTED, prepared_job, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from simulator.judge.judging import Judgement
    from simulator.judge.verdict import ClauseResult
    from simulator.verify import VerifyOptions, World

UNSEEN = ("not observable", "not judged yet")
Pair = tuple["ClauseResult", "ClauseResult"]


def second_record(first: TargetRecord, against: str) -> TargetRecord:
    """Give the record of the second build: a record's file, or a URL beside what the first record says.

    What belongs to one gateway alone (its log, its controls, how it is started) is found out anew. A database is the
    second's as well only if the first gateway was named: then both are asked for the same rows.
    """
    if against.endswith(".toml"):
        return TargetRecord.read(Path(against))
    database = first.database if first.gateway else None
    return replace(first, gateway=against, database=database, log=None, controls=None, start=None).checked()


def verify_both(
    records: tuple[TargetRecord, TargetRecord], options: VerifyOptions, world: World, console: Console
) -> int:
    """Judge one after the other, draw the table, and give the worse exit code."""
    judgements = []
    seed = world.new_seed() if options.seed is None else options.seed
    options = replace(options, seed=seed)  # the same choices for both
    for record in records:
        judgements.append(run(prepared_job(record, options, world, console), console))
        if judgements[-1].interrupted:
            return INTERRUPTED
        console.print()
    if differing(*judgements):
        console.print(drawn(*judgements))
    console.print(in_words(*judgements), soft_wrap=True)
    return worse([one.exit_code for one in judgements])


def worse(codes: Sequence[int]) -> int:
    """Give the exit of both: wrong beats unknown beats right."""
    return next((code for code in (INVALID, UNKNOWN) if code in codes), max(codes))


def differing(first: Judgement, second: Judgement) -> list[Pair]:
    """Give the clauses that were seen on both sides and came out differently, in the spec's order."""
    return [(one, two) for one, two in _pairs(first, second) if one.verdict != two.verdict and not _half_seen(one, two)]


def drawn(first: Judgement, second: Judgement) -> Table:
    """Draw the table of the clauses where they differ."""
    table = Table("clause", "level", "first", "second", "what it says", title="where they differ", title_justify="left")
    for one, two in differing(first, second):
        told = (one.clause.id, one.clause.level, one.verdict, two.verdict, one.clause.sentence)
        table.add_row(*(Text(plain(text)) for text in told))
    return table


def in_words(first: Judgement, second: Judgement) -> str:
    """Say in a line how many differ, and how many could be seen on one side only."""
    pairs = _pairs(first, second)
    half = sum(_half_seen(one, two) for one, two in pairs)
    told = f"{len(differing(first, second))} of {len(pairs)} clauses differ"
    hint = "; name the second's database with a record: --against FILE.toml" if half else ""
    return f"{told}; seen on one side only: {half}{hint}"


def _pairs(first: Judgement, second: Judgement) -> list[Pair]:
    return list(zip(first.results, second.results, strict=True))


def _half_seen(one: ClauseResult, two: ClauseResult) -> bool:
    return (one.verdict in UNSEEN) is not (two.verdict in UNSEEN)
