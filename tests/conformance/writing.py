"""Rows that checks write themselves: what the gateway writes of a real visit (blueprint 3.2), and who refuses it.

A table may be stricter than the blueprint's in ways no clause forbids. So a row of ours is as a real visit's, and a
refusal by anything but what the clause is about is *not observable*, naming what refused. It must not know clauses.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import psycopg

from simulator.judge.check import NotObservable
from simulator.judge.expect import Deviation
from simulator.judge.wording import said

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from simulator.judge.site import Site
    from simulator.judge.target import Target

PAGE = "https://shop.example/landing"
TEL = "tel:+905551112233"
Row = dict[str, Any]

# SQLSTATE: PostgreSQL reports a row without a partition as a check that was not met.
CHECK, FOREIGN_KEY, UNIQUE, NOT_NULL = "23514", "23503", "23505", "23502"
# Stands for the columns of a refusal for want of a partition, which names no constraint.
NO_PARTITION = "a partition of its month"
_REFUSALS = (psycopg.IntegrityError, psycopg.DataError, psycopg.errors.RaiseException)
# A constraint's columns, or those of an index that is none.
_COLUMNS_OF = """
SELECT attname AS name FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)
WHERE conrelid = to_regclass(%s) AND conname = %s
UNION
SELECT attname FROM pg_index JOIN pg_class AS key ON key.oid = indexrelid
JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
WHERE indrelid = to_regclass(%s) AND key.relname = %s
"""


def session_row(target: Target, site: Site, **changes: Any) -> Row:
    """A session as the gateway inserts it; columns replace others."""
    row = {
        "id": target.new_sid(),
        "site_id": site.id,
        "ip_address": "192.0.2.7",
        "entry_page": PAGE,
        "gclid": None,
        "wbraid": None,
        "gbraid": None,
        "created_month": target.month,
        "attribution_source": "Organic",
        "device_type": "desktop",
        "city": None,
        "district": None,
        "fingerprint": target.new_fingerprint(),
    }
    return row | changes


def event_row(sid: str, month: str, **changes: Any) -> Row:
    """An event as the gateway inserts it, but for its metadata, which has a default."""
    row = {
        "session_id": sid,
        "session_month": month,
        "url": PAGE,
        "event_category": "interaction",
        "event_action": "view",
        "event_label": "Landing",
        "event_value": None,
    }
    return row | changes


def call_row(target: Target, site: Site, session: Row, **changes: Any) -> Row:
    """A call as the gateway inserts it for a click on a phone link, with a stamp of its own."""
    row = {
        "site_id": site.id,
        "phone_number": TEL,
        "matched_session_id": session["id"],
        "matched_fingerprint": session["fingerprint"],
        "lead_score": 10,
        "lead_score_at_match": 10,
        "status": "intent",
        "source": "click",
        "intent_stamp": f"{target.random.getrandbits(40)}-{target.random.getrandbits(20):04x}-phone",
        "intent_action": "phone",
        "intent_target": TEL,
        "intent_page_url": PAGE,
        "click_id": None,
    }
    return row | changes


def without(row: Row, *columns: str) -> Row:
    """The same row, its columns of these names left to their defaults."""
    return {name: value for name, value in row.items() if name not in columns}


def _insert(table: str, row: Row, then: str = "") -> tuple[str, list[Any]]:
    """The statement that inserts a row, and its values; it gives the partition the row lies in."""
    names, values = ", ".join(row), ", ".join("%s" for _ in row)
    sql = f"INSERT INTO {table} ({names}) VALUES ({values}) {then} RETURNING tableoid::regclass::text"
    return sql, list(row.values())


@dataclass(frozen=True)
class Refusal:
    """A statement that was refused: SQLSTATE, what refused it (a constraint, a column), the columns that is about."""

    sqlstate: str
    by: str
    columns: frozenset[str]
    message: str

    def is_about(self, kinds: Mapping[str, Collection[str]]) -> bool:
        """Whether it is of one of these kinds and about its columns (a check: about nothing else)."""
        columns = set(kinds.get(self.sqlstate, ()))
        return bool(self.columns & columns) and (self.sqlstate != CHECK or self.columns <= columns)


async def written(
    target: Target, sql: str, *params: Any, about: Mapping[str, Collection[str]] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """Run a statement that the schema must take.

    `about`: by SQLSTATE the columns whose refusal of that kind the clause forbids; any other is not observable.
    """
    try:
        return await target.fetch(sql, *params)
    except psycopg.errors.InsufficientPrivilege as error:
        raise _no_right(error) from error
    except psycopg.errors.InvalidColumnReference as error:  # no key fits an ON CONFLICT
        raise Deviation(_words(sql), "taken", error.diag.message_primary) from error
    except _REFUSALS as error:
        refusal = await _refusal(target, error)
        if refusal.is_about(about):
            raise Deviation(_words(sql), "taken", refusal.message) from error
        raise _of_their_own(refusal) from error


async def stored(target: Target, table: str, row: Row, *, then: str = "", about: Mapping[str, Collection[str]]) -> str:
    """Insert a row that the schema must take, see `written`; give the partition it lies in."""
    sql, params = _insert(table, row, then)
    rows = await written(target, sql, *params, about=about)
    return rows[0]["tableoid"] if rows else ""


async def refused(
    target: Target,
    table: str,
    row: Row,
    *,
    by: Mapping[str, Collection[str]],
    not_by: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> None:
    """Insert a row that the schema must refuse: `by` SQLSTATE for these columns, and `not_by` the other way round.

    Refused by anything else it is not observable.
    """
    sql, params = _insert(table, row)
    try:
        await target.fetch(sql, *params)
    except psycopg.errors.InsufficientPrivilege as error:
        raise _no_right(error) from error
    except _REFUSALS as error:
        refusal = await _refusal(target, error)
        if refusal.is_about(not_by):
            raise Deviation(_words(sql), f"refused for {' or '.join(*by.values())}", refusal.message) from error
        if not refusal.is_about(by):
            raise _of_their_own(refusal) from error
        return
    raise Deviation(_words(sql), "refused", f"taken, with {said(row)}")


async def _refusal(target: Target, error: psycopg.Error) -> Refusal:
    diag = error.diag
    message = diag.message_primary or " ".join(str(error).split())
    state = error.sqlstate or ""
    if state == NOT_NULL and diag.column_name:
        return Refusal(state, f"NOT NULL of {diag.column_name}", frozenset({diag.column_name}), message)
    if diag.constraint_name and diag.table_name:
        table = f'"{diag.schema_name}"."{diag.table_name}"'
        found = await target.fetch(_COLUMNS_OF, table, diag.constraint_name, table, diag.constraint_name)
        columns = frozenset(row["name"] for row in found)
        return Refusal(state, f"the constraint {diag.constraint_name}", columns, message)
    if state == CHECK:
        return Refusal(state, "want of a partition", frozenset({NO_PARTITION}), message)
    return Refusal(state, "a trigger or a type of their own", frozenset(), message)


def _no_right(error: psycopg.Error) -> NotObservable:
    return NotObservable(f"the database does not let us write: {error.diag.message_primary}")


def _of_their_own(refusal: Refusal) -> NotObservable:
    return NotObservable(f"a table is stricter than the blueprint's: refused by {refusal.by} ({refusal.message})")


def _words(sql: str) -> str:
    return " ".join(sql.split())
