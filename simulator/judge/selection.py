"""Which clauses and checks a run is about, and in which order: sectors, globs of ids, what failed last, the smoke.

Pure; it runs nothing. The smoke is a rule, not a list: of each section the first check that costs a request or two.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from simulator.judge.nearest import nearest
from simulator.judge.text import read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from simulator.judge.check import Check
    from simulator.judge.spec import Clause, Spec


# What the smoke leaves out: checks that start gateways or browsers, move clocks, wait, or want the target alone.
_HEAVY = frozenset({"start", "clock", "time", "log", "own_database", "browser"})
_SMOKE_TIMEOUT_S = 30


class SelectionRefused(Exception):
    """Something was asked for that the spec does not have."""

    exit_code = 2


@dataclass(frozen=True)
class Selection:
    """What to judge. `named` holds for each thing asked for by name the clause ids it stands for."""

    clauses: tuple[Clause, ...]
    checks: tuple[Check, ...]
    named: tuple[tuple[str, ...], ...]

    def checks_of(self, clause: Clause) -> list[Check]:
        """The selected checks that judge a clause."""
        return [one for one in self.checks if one.clause == clause.id]


@dataclass(frozen=True)
class Asked:
    """What a run was asked to be about. `failed`: only these clauses (None: not asked); globs are of clause ids."""

    sectors: Sequence[str] = ()
    globs: Sequence[str] = ()
    excluded: Sequence[str] = ()
    failed: Collection[str] | None = None
    smoke: bool = False


def select(
    spec: Spec, registry: Mapping[str, Check], sectors: Sequence[str] = (), globs: Sequence[str] = ()
) -> Selection:
    """Choose by sectors and by globs of ids (both given: what is in both). Nothing given: everything."""
    return choose(spec, registry, Asked(sectors, globs))


def choose(spec: Spec, registry: Mapping[str, Check], asked: Asked) -> Selection:
    """Choose what is in everything that was asked for and in nothing that was excluded."""
    _cite_known(spec, registry.values())
    by_sector = [_ids_of_sector(spec, name) for name in asked.sectors]
    by_glob = [_ids_of_glob(spec, glob) for glob in asked.globs]
    chosen = set(spec.by_id) if asked.failed is None else set(asked.failed) & set(spec.by_id)
    for named in (by_sector, by_glob):
        if named:
            chosen &= {one for ids in named for one in ids}
    for glob in asked.excluded:
        chosen -= set(_ids_of_glob(spec, glob))
    checks = tuple(one for one in registry.values() if one.clause in chosen)
    if asked.smoke:
        light = {one.name for one in smoke(spec.clauses, registry.values())}
        checks = tuple(one for one in checks if one.name in light)
        chosen = {one.clause for one in checks}
    if not chosen:
        raise SelectionRefused(f"expected clauses that are {_in_words(asked)}; came: none; ask for less at once")
    clauses = tuple(clause for clause in spec.clauses if clause.id in chosen)
    return Selection(clauses, checks, tuple(by_sector + by_glob))


def smoke(clauses: Iterable[Clause], checks: Iterable[Check]) -> list[Check]:
    """Of each section the first check, in the order given, that costs a request or two."""
    by_id = {clause.id: clause for clause in clauses}
    first: dict[tuple[str, str], Check] = {}
    for one in checks:
        clause = by_id[one.clause]
        if clause.level != "HAZ" and _is_light(one):
            first.setdefault((clause.sector, clause.section), one)
    return list(first.values())


def shuffled(checks: Sequence[Check], order: int | None) -> list[Check]:
    """Give the checks in another order, the same for the same number; None leaves them."""
    taken = list(checks)
    if order is not None:
        random.Random(order).shuffle(taken)  # noqa: S311 - to be repeated
    return taken


def read_unjudged(path: Path) -> dict[str, str]:
    """Read the clauses nobody judges yet, each with the room that will: lines `ID room`, `#` begins a remark."""
    lines = read_text(path).splitlines() if path.exists() else []
    pairs = [line.partition("#")[0].split(None, 1) for line in lines]
    return {pair[0]: pair[1].strip() if len(pair) > 1 else "no room named" for pair in pairs if pair}


def _cite_known(spec: Spec, checks: Iterable[Check]) -> None:
    for one in checks:
        if one.clause not in spec.by_id:
            raise SelectionRefused(f"expected check {one.name} to cite a clause of the spec; came: {one.clause}")


def _ids_of_sector(spec: Spec, name: str) -> tuple[str, ...]:
    known = [sector for sector, _ in spec.sectors]
    if name.upper() not in known:
        came = f"{name}{nearest(name, known)}"
        raise SelectionRefused(f"expected a sector of {', '.join(known)}; came: {came}; correct --sector")
    return tuple(clause.id for clause in spec.clauses if clause.sector == name.upper())


def _ids_of_glob(spec: Spec, glob: str) -> tuple[str, ...]:
    ids = tuple(one for one in spec.by_id if fnmatchcase(one, glob.upper()))
    if not ids:
        raise SelectionRefused(
            f"expected a clause id or a glob such as 'GWY-1*'; came: {glob}, which names none"
            f"{nearest(glob, spec.by_id)}; `opsmantik spec` lists them"
        )
    return ids


def _is_light(check: Check) -> bool:
    return not check.exclusive and not (check.needs | check.uses) & _HEAVY and check.timeout_s <= _SMOKE_TIMEOUT_S


def _in_words(asked: Asked) -> str:
    words = {
        "in": ", ".join(asked.sectors),
        "named": ", ".join(asked.globs),
        "not": ", ".join(asked.excluded),
        "failed": "last time" if asked.failed is not None else "",
        "light": "enough for a smoke" if asked.smoke else "",
    }
    return " and ".join(f"{how} {what}" for how, what in words.items() if what) or "judged"
