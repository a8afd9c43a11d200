"""`opsmantik schema apply|check|partitions|doctor`: what the room can do, for people and for scripts.

Exit 0: in order. 1: the database is not as the blueprint, or soon refuses inserts. 2: it could not be asked, in one
sentence.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import psycopg
import typer

from schema import migrate
from schema.catalogue import differences, judged_subjects
from schema.connection import PostgresUnavailable, connect, place, server_date
from schema.doctor import URGENT_DAYS, Diagnosis, examine
from schema.migrate import MigrationRefused
from schema.partitions import NotOurSchema, Partition, PartitionRefused, create_month, list_partitions, month_edges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(
    name="schema",
    help="The database: migrate it, compare it with the blueprint, keep its months ahead.",
    no_args_is_help=True,
    add_completion=False,
)

Database = Annotated[str, typer.Option("--database", envvar="DATABASE_URL", help="The DSN of the database.")]


@app.command()
def apply(database: Database) -> None:
    """Apply the migrations that are pending, all of them or none."""
    with _told_in_one_sentence():
        applied = migrate.apply(database)
    for name in applied:
        typer.echo(f"applied {name}")
    typer.echo(
        f"{place(database)}: migrations applied: {len(applied)};"
        f" already there: {len(migrate.migrations()) - len(applied)}"
    )


@app.command()
def check(database: Database) -> None:
    """Compare a live database with the blueprint, object by object; exit 1 when one differs."""
    found = _ask(database, differences)
    for each in found:
        typer.echo(f"{each.subject}\n  expected: {each.expected}\n  found:    {each.found}")
    judged = len(judged_subjects())
    typer.echo(f"{place(database)}: {judged} objects compared, {len(found)} of them not as the blueprint has them")
    raise typer.Exit(1 if found else 0)


@app.command()
def partitions(
    database: Database,
    create: Annotated[
        str | None, typer.Option("--create", metavar="YYYY-MM", help="Make this month's partitions (such as 2026-12).")
    ] = None,
) -> None:
    """List the month partitions of sessions and events, or make those of a month."""
    if create is not None:
        with _told_in_one_sentence():
            month = _month(create)
        made = _ask(database, lambda conn: create_month(conn, month))
        typer.echo(f"made {', '.join(made)}" if made else f"{create} has its partitions already")
    for each in _ask(database, list_partitions):
        typer.echo(_line(each))


@app.command()
def doctor(database: Database) -> None:
    """Say in how many days the first insert will fail for want of a partition, and print the SQL that cures it."""
    diagnosis = _ask(database, lambda conn: examine(conn, server_date(conn)))
    for table in diagnosis.days_left:
        typer.echo(f"-- {_prognosis(diagnosis, table)}")
    for name in diagnosis.defaults:
        typer.echo(f"-- {name} is a default partition: no insert fails, and rows of a missing month lie in it unseen")
    if diagnosis.sql_cure:
        typer.echo(diagnosis.sql_cure)
    raise typer.Exit(1 if diagnosis.is_urgent else 0)


def _ask(database: str, question: Callable[[psycopg.Connection], object]) -> object:
    with _told_in_one_sentence(), connect(database) as conn:
        return question(conn)


@contextmanager
def _told_in_one_sentence() -> Iterator[None]:
    try:
        yield
    except (PostgresUnavailable, MigrationRefused, NotOurSchema, PartitionRefused) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except psycopg.Error as error:
        said = str(error).splitlines()[0]
        typer.echo(f"expected the database to answer, came: {said}; check the role's rights and try again", err=True)
        raise typer.Exit(2) from error


def _month(text: str) -> date:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) or text.startswith(("0000", "9999-12")):
        raise PartitionRefused(f"expected a month such as 2026-12, came {text!r}; write year and month")
    return date.fromisoformat(f"{text}-01")


def _line(partition: Partition) -> str:
    if partition.is_default:
        return f"{partition.table}  {partition.name}  default: every day that no other holds"
    first, last = partition.first or "the beginning", partition.last or "the end"
    is_month = partition.first and (first, last) == month_edges(partition.first)
    return f"{partition.table}  {partition.name}  from {first} to before {last}{'' if is_month else ' (not a month)'}"


def _prognosis(diagnosis: Diagnosis, table: str) -> str:
    days = diagnosis.days_left[table]
    if days is None:
        return f"{table}: no insert will fail for want of a partition"
    when = "today" if days == 0 else f"in {days} day{'s' if days > 1 else ''}"
    urgent = f" (within {URGENT_DAYS} days: act now)" if days <= URGENT_DAYS else ""
    return f"{table}: the first insert fails {when}, the server's date in UTC being {diagnosis.today}{urgent}"
