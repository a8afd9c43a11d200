"""Checks made from a table: one clause, one object of the catalogue, as the comparison calls it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schema.catalogue import judged_subjects
from simulator.judge.check import check
from simulator.judge.expect import Deviation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from simulator.judge.target import Target


def judge_each(subjects: Mapping[str, str], module: str) -> None:
    """Register a check for each clause of the table, under the module that holds it."""
    for clause, subject in subjects.items():
        check(clause, needs={"catalogue"})(_judge(subject, module))


def _judge(subject: str, module: str) -> Callable[[Target], Awaitable[None]]:
    if subject not in judged_subjects():  # a subject nobody compares would be a check that cannot fail
        raise ValueError(f"{module}: the catalogue comparison judges no {subject!r}")

    async def body(target: Target) -> None:
        for difference in await target.catalogue_differences():
            if difference.subject == subject:
                raise Deviation(subject, difference.expected, difference.found)

    body.__name__ = re.sub(r"\W+", "_", subject).strip("_")
    body.__module__ = module
    body.__doc__ = f"{subject} is as the blueprint has it."
    return body
