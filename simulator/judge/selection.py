"""Which clauses and checks a run is about: by sector, by globs of clause ids. Pure; it runs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from simulator.judge.check import Check
    from simulator.judge.spec import Clause, Spec


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


def select(
    spec: Spec, registry: Mapping[str, Check], sectors: Sequence[str] = (), globs: Sequence[str] = ()
) -> Selection:
    """Choose by sectors and by globs of ids (both given: what is in both). Nothing given: everything."""
    _cite_known(spec, registry.values())
    by_sector = [_ids_of_sector(spec, name) for name in sectors]
    by_glob = [_ids_of_glob(spec, glob) for glob in globs]
    chosen = set(spec.by_id)
    for named in (by_sector, by_glob):
        if named:
            chosen &= {one for ids in named for one in ids}
    if not chosen:
        raise SelectionRefused(f"expected clauses in both {', '.join(sectors)} and {', '.join(globs)}; came: none")
    clauses = tuple(clause for clause in spec.clauses if clause.id in chosen)
    checks = tuple(one for one in registry.values() if one.clause in chosen)
    return Selection(clauses, checks, tuple(by_sector + by_glob))


def read_unjudged(path: Path) -> dict[str, str]:
    """Read the clauses nobody judges yet, each with the room that will: lines `ID room`, `#` begins a remark."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    pairs = [line.partition("#")[0].split(None, 1) for line in lines]
    return {pair[0]: pair[1].strip() if len(pair) > 1 else "no room named" for pair in pairs if pair}


def _cite_known(spec: Spec, checks: Iterable[Check]) -> None:
    for one in checks:
        if one.clause not in spec.by_id:
            raise SelectionRefused(f"expected check {one.name} to cite a clause of the spec; came: {one.clause}")


def _ids_of_sector(spec: Spec, name: str) -> tuple[str, ...]:
    known = [sector for sector, _ in spec.sectors]
    if name.upper() not in known:
        raise SelectionRefused(f"expected a sector of {', '.join(known)}; came: {name}; correct --sector")
    return tuple(clause.id for clause in spec.clauses if clause.sector == name.upper())


def _ids_of_glob(spec: Spec, glob: str) -> tuple[str, ...]:
    ids = tuple(one for one in spec.by_id if fnmatchcase(one, glob.upper()))
    if not ids:
        raise SelectionRefused(
            f"expected a clause id or a glob such as 'GWY-1*'; came: {glob}, which names none;"
            " `opsmantik spec` lists them"
        )
    return ids
