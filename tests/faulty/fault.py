"""What a fault is, and how it is put into a process.

Decides that a fault is data: a name, a vice, the clauses that must kill it, and what it puts in place of what. It must
not know how a run is made or judged.
"""

import functools
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schema.databases
from reference import pages
from schema.connection import connect
from simulator.judge.nearest import nearest
from tests.faulty.words import with_words

_tracker_as_written = pages.read_tracker
# Stands for what an owner has from its base and not of its own.
_INHERITED = object()


class UnknownFault(Exception):
    """No fault has this name."""

    exit_code = 2

    @classmethod
    def named(cls, name: str, known: Sequence[str]) -> "UnknownFault":
        """The sentence for people."""
        return cls(
            f"expected the name of a fault; came: {name}{nearest(name, known)}; `opsmantik faults list` tells them all"
        )


@dataclass(frozen=True)
class Fault:
    """One wrong build.

    `killed_by`: every one of these clauses must come out invalid (or deviate); empty for a cure, which must be accused
    of nothing. `replacements`: dotted place, as the code that uses it looks it up (`reference.gateway.judge_origin`,
    `reference.rate_limit.FixedWindowLimiter.admit`), to what stands there instead; `schema.migrate.migrations` is such
    a place, too (tests/faulty/migrations.py). `ddl`: applied to the migrated template, so that every database of the
    run has it. `tracker`: slips of the pen in the tracker, each the words as they are and what stands there instead.
    `cures`: the hazards it is free of.
    """

    name: str
    vice: str
    killed_by: tuple[str, ...] = ()
    replacements: Mapping[str, Any] = field(default_factory=dict)
    ddl: tuple[str, ...] = ()
    tracker: tuple[tuple[str, str], ...] = ()
    cures: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """The line by which banners and reports say that this build is judged, and not ours."""
        return f"the gallery's {self.name}: {self.vice}"

    @property
    def is_cure(self) -> bool:
        """Whether it must be accused of nothing."""
        return not self.killed_by

    @property
    def is_tracker(self) -> bool:
        """Whether it is the tracker that is another one, and nothing else."""
        return bool(self.tracker)

    @property
    def changes_the_schema(self) -> bool:
        """Whether its databases come from a template of its own."""
        return bool(self.ddl) or any(place.startswith("schema.") for place in self.replacements)

    @property
    def faulty_tracker(self) -> bytes | None:
        """The tracker with its slips, or None if it is not the tracker that is wrong."""
        return with_words(_tracker_as_written(), self.tracker).encode() if self.tracker else None

    def install(self) -> None:
        """Make this process faulty for good."""
        for owner, name, replacement in self._places():
            setattr(owner, name, replacement)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Make this process faulty for a while."""
        before = [(owner, name, vars(owner).get(name, _INHERITED)) for owner, name, _ in self._places()]
        self.install()
        try:
            yield
        finally:
            for owner, name, original in before:
                if original is _INHERITED:
                    delattr(owner, name)
                else:
                    setattr(owner, name, original)

    def _places(self) -> list[tuple[Any, str, Any]]:
        places = [(*_locate(place), replacement) for place, replacement in self.replacements.items()]
        if self.ddl:
            make_template = schema.databases.make_template
            places.append((schema.databases, "make_template", _then_ddl(make_template, self.ddl)))
        if self.tracker:
            places.append((pages, "read_tracker", self._served_tracker))
        return places

    def _served_tracker(self) -> str:
        return with_words(_tracker_as_written(), self.tracker)


def _locate(place: str) -> tuple[Any, str]:
    """The object that holds the last name of a dotted place; the name must be there, or the fault would do nothing."""
    parts = place.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            owner: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        owner = functools.reduce(getattr, parts[length:-1], owner)
        getattr(owner, parts[-1])
        return owner, parts[-1]
    raise ModuleNotFoundError(place)


def _then_ddl(make_template: Callable[..., str], ddl: Sequence[str]) -> Callable[..., str]:
    def make_faulty_template(admin_dsn: str, *args: Any, **named: Any) -> str:
        template = make_template(admin_dsn, *args, **named)
        with connect(admin_dsn) as connection:
            connection.execute(f'ALTER DATABASE "{template}" ALLOW_CONNECTIONS true')
        with connect(schema.databases.dsn_for(admin_dsn, template)) as connection:
            for statement in ddl:
                connection.execute(statement.encode())
        with connect(admin_dsn) as connection:
            connection.execute(f'ALTER DATABASE "{template}" ALLOW_CONNECTIONS false')
        return template

    return make_faulty_template
