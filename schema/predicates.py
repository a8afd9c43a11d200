"""Do two SQL conditions over one table mean the same? Asked of the database, not of their spelling.

Both are evaluated over rows built from every literal that either names, its neighbours and NULL. The target's condition
runs in the caller's transaction, over rows that are made up; no table is read.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS_MAX = 5000
_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_SAMPLES = {
    "uuid": ["00000000-0000-4000-8000-000000000000"],
    "timestamp with time zone": ["2026-01-01T00:00:00Z"],
    "date": ["2026-01-01"],
    "integer": [0, 1],
    "numeric": [0, 1],
}


def disagreement(conn: psycopg.Connection, table: str, found: str, expected: str, *, null_is_true: bool) -> str | None:
    """Give a row, as text, on which the two differ, or None. `null_is_true`: as a CHECK reads NULL, else as an index.

    A condition that cannot be evaluated over the table's columns alone is given back as its error.
    """
    rows = list(itertools.islice(_rows(conn, table, f"{found} {expected}"), ROWS_MAX))
    verdict = sql.SQL("IS NOT FALSE" if null_is_true else "IS TRUE")
    query = sql.SQL(
        "SELECT given FROM jsonb_array_elements({rows}) AS given,"
        " LATERAL (SELECT * FROM jsonb_populate_record(NULL::{table}, given)) AS {table}"
        " WHERE (({found}) {verdict}) <> (({expected}) {verdict}) LIMIT 1",
    ).format(
        rows=sql.Literal(Jsonb(rows)),
        table=sql.Identifier(table),
        found=sql.SQL(found),
        expected=sql.SQL(expected),
        verdict=verdict,
    )
    try:
        with conn.transaction():
            differing = conn.execute(query).fetchone()
    except psycopg.Error as error:
        return str(error).splitlines()[0]
    return None if differing is None else _told(differing[0])


def _rows(conn: psycopg.Connection, table: str, conditions: str) -> Iterator[dict]:
    literals = [text.replace("''", "'") for text in _LITERAL.findall(conditions)]
    words = set(re.findall(r"\w+", _LITERAL.sub("", conditions)))
    domains = {name: _domain(kind, literals) for name, kind in _columns(conn, table) if name in words}
    for values in itertools.product(*domains.values()):
        yield dict(zip(domains, values, strict=True))


def _domain(kind: str, literals: list[str]) -> list:
    if kind == "text" or kind.startswith("character"):
        neighbours = [text for literal in literals for text in (literal, literal.upper(), f"{literal} ")]
        return list(dict.fromkeys([None, *literals, "", "other", *neighbours]))
    return [None, *_SAMPLES.get(kind, [])]


def _columns(conn: psycopg.Connection, table: str) -> list[tuple[str, str]]:
    return conn.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
        [table],
    ).fetchall()


def _told(row: dict) -> str:
    return ", ".join(f"{name} = {'NULL' if value is None else repr(value)}" for name, value in row.items())
