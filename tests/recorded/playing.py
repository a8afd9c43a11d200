"""One case played in a world: its steps in order, each answer observed, and the rows at the end.

Decides the form of an observation, which is the recordings' own. It must not know sockets or SQL: a world does what a
step asks for, whether it is the reference on Postgres or somebody who predicts.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from tests.recorded.case import Clock, Request, Sql
from tests.recorded.placeholders import Placeholders

if TYPE_CHECKING:
    from datetime import datetime

    from tests.recorded.case import Case, Step

# The headers that were recorded; no other is compared.
RECORDED_HEADERS = (
    *("content-type", "vary", "retry-after"),
    *("access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-methods"),
    *("access-control-allow-headers", "access-control-expose-headers", "access-control-max-age"),
    *("x-opsmantik-version", "x-cors-status", "x-cors-reason", "x-cors-received"),
    *("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"),
)


class Answer(Protocol):
    """What came back; header names in lower case, repeated ones joined by a comma."""

    status: int
    headers: dict[str, str]
    body: bytes


class World(Protocol):
    """Where a case is played."""

    def begin(self, configuration: str, *, standing: bool) -> None:
        """Start anew: only the six sites, no client counted, the clock as it is, or `standing` at what it is."""

    def now(self) -> datetime:
        """The database's time."""

    def execute(self, statement: str) -> None:
        """Run a statement on the database."""

    def set_clock(self, configuration: str, offset_ms: int) -> None:
        """Move the clock of the gateway of this configuration."""

    def ask(self, configuration: str, request: Request) -> Answer:
        """Send a request to the gateway of this configuration."""

    def counts(self) -> list[int | None]:
        """How many sessions, events and calls there are; None for a table that is not there."""

    def rows(self) -> dict[str, list[dict[str, Any]] | None]:
        """All rows, in the order in which they were made."""


def play(case: Case, world: World) -> tuple[dict[str, Any], Placeholders]:
    """Play it and give what was seen, with the placeholders it was played with."""
    # A limit is filled within its window, however slow the machine is.
    world.begin(case.configuration, standing=any(isinstance(step, Request) and step.repeat > 1 for step in case.steps))
    names = Placeholders(began=world.now(), ended=world.now())
    try:
        seen = [_answers(step, case.configuration, world) for step in _expanded(case, names, world)]
        rows = world.rows()
    finally:
        for statement in case.cleanup:
            world.execute(names.expand(statement))
    names.ended = world.now()
    return {"steps": seen, "rows": rows}, names


def _expanded(case: Case, names: Placeholders, world: World) -> Any:
    """Do what is no request, and give the requests."""
    for step in case.steps:
        match step:
            case Sql(statement):
                world.execute(names.expand(statement))
            case Clock(offset_ms):
                world.set_clock(case.configuration, offset_ms)
            case Request():
                yield _filled_in(step, names)


def _filled_in(request: Step, names: Placeholders) -> Any:
    headers = tuple((name, names.expand(value)) for name, value in request.headers)
    return replace(request, path=names.expand(request.path), headers=headers, body=names.expand_bytes(request.body))


def _answers(request: Request, configuration: str, world: World) -> dict[str, Any]:
    answers = [observed(world.ask(configuration, request)) for _ in range(request.repeat)]
    seen = {"response": answers[0], "rows_after": world.counts()}
    if request.repeat > 1:
        statuses = Counter(str(answer["status"]) for answer in answers)
        seen |= {"statuses": dict(statuses), "last_response": answers[-1]}
    return seen


def observed(answer: Answer) -> dict[str, Any]:
    """An answer in the form of the recordings."""
    headers = {name: answer.headers[name] for name in RECORDED_HEADERS if name in answer.headers}
    try:
        body = {"body": json.loads(answer.body)}
    except ValueError:
        body = {"body_text": answer.body.decode("utf-8", "replace")}
    return {"status": answer.status, "headers": headers, **body}
