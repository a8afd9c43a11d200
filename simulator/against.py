"""`opsmantik verify --against`: a second build judged by the same checks, and the clauses where the two differ.

It decides what of the first record holds for the second, and that both answer before the first is judged. It judges
nothing itself: it runs `verify` twice, and tells both runs how they compare, so that every report of theirs says it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from simulator.awaited import awaited, probed
from simulator.judge import events
from simulator.judge.record import TargetRecord
from simulator.judge.verdict import INVALID, UNKNOWN
from simulator.report import artefacts
from simulator.report.words import counted, plain, target_named
from simulator.verify import INTERRUPTED, described, prepared_job, refused, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from simulator.judge.judging import Judgement
    from simulator.judge.verdict import ClauseResult
    from simulator.verify import VerifyOptions, World

# The probe before a run takes other client addresses than the run.
PROBE_APART = 1 << 20
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
    seed = world.new_seed() if options.seed is None else options.seed
    options = replace(options, seed=seed)  # the same choices for both
    for record in records:
        _must_answer(record, options, world, console)
    directories, judgements = [], []
    for record in records:
        job = prepared_job(record, options, world, console)
        directories.append(job.directory)
        judgements.append(run(job, console))
        if judgements[-1].interrupted:
            return INTERRUPTED
        console.print()
    names = [plain(target_named(described(record, world.bundled))) for record in records]
    for directory in directories:
        _tell(directory, world, names, judgements)
    console.print(f"first   {names[0]}\nsecond  {names[1]}", soft_wrap=True)
    if differing(*judgements):
        console.print(drawn(*judgements))
    console.print(in_words(*judgements), soft_wrap=True)
    return worse([one.exit_code for one in judgements])


def _must_answer(record: TargetRecord, options: VerifyOptions, world: World, console: Console) -> None:
    """Ask a target before anything is judged; one that cannot be judged is reported in a run of its own."""

    async def ask() -> None:
        if options.wait_s:
            await awaited(record, options.wait_s)
        await probed(record, world.first_address + PROBE_APART)

    try:
        asyncio.run(ask())
    except Exception as error:
        refused(prepared_job(record, options, world, console), error, console)
        raise


def _tell(directory: Path, world: World, names: Sequence[str], judgements: Sequence[Judgement]) -> None:
    """Add to a run how the two compare, and draw its reports with that."""
    told = [
        {"id": one.clause.id, "level": one.clause.level, "first": one.verdict, "second": two.verdict}
        | {"sentence": one.clause.sentence}
        for one, two in differing(*judgements)
    ]
    stream = events.Stream(directory, world.now_ms)
    first, second = names
    stream.tell("against_compared", first=first, second=second, differing=told, sentence=in_words(*judgements))
    stream.close()
    artefacts.write_all(directory)


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
    count = len(differing(first, second))
    told = f"{count} of {counted(len(pairs), 'clause')} differ{'s' * (count == 1)}"
    hint = "; name the second's database with a record: --against FILE.toml" if half else ""
    return f"{told}; seen on one side only: {half}{hint}"


def _pairs(first: Judgement, second: Judgement) -> list[Pair]:
    return list(zip(first.results, second.results, strict=True))


def _half_seen(one: ClauseResult, two: ClauseResult) -> bool:
    return (one.verdict in UNSEEN) is not (two.verdict in UNSEEN)
