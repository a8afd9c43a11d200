"""Which month a run works in: read from the database, once, so that no verdict depends on the day.

It decides nothing about what a month without a partition means; that is the checks' business.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg

from simulator.judge.probe import TargetUnusable

if TYPE_CHECKING:
    from simulator.judge.rows import Rows

LONG_AGO = "1999-01-01"


def utc_month(now_ms: int) -> str:
    """Give the first day of a time's month in UTC, as YYYY-MM-DD."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-01")


async def month_of(rows: Rows) -> tuple[str, str]:
    """Give the database's month, for which there is a partition in both tables, and a month without any.

    Where the current month (UTC) has none, the newest month that both tables have is taken. `TargetUnusable` if the
    database has no such tables or no month at all.
    """
    try:
        today = (await rows.fetch("SELECT (now() AT TIME ZONE 'UTC')::date AS today"))[0]["today"]
        bounds = {table: await rows.fetch(_BOUNDS, table) for table in TABLES}
        takes_any = [(await rows.fetch(_TAKES_ANY_MONTH, table, table))[0]["takes_any"] for table in TABLES]
    except psycopg.Error as error:
        came = error.diag.message_primary or " ".join(str(error).split())
        raise TargetUnusable(
            f"expected the blueprint's tables sessions and events; came: {came}; check that --database is the gateway's"
        ) from error
    current = today[:8] + "01"
    # Not partitioned by months, or with a default partition: wrong, but no reason not to judge.
    return (current, _uncovered(bounds)) if all(takes_any) else _choose(current, bounds)


def _choose(current: str, bounds: dict[str, list[dict[str, Any]]]) -> tuple[str, str]:
    if all(_covered(current, found) for found in bounds.values()):
        return current, _uncovered(bounds)
    common = {row["first"] for row in bounds["sessions"] if _covered(row["first"], bounds["events"])}
    months = sorted(month for month in common if month.endswith("-01"))
    if not months:
        raise TargetUnusable(
            f"expected a partition of sessions and of events for {current}; came: none;"
            " `opsmantik schema doctor` prints the SQL that makes one"
        )
    return months[-1], _uncovered(bounds)


def _covered(month: str, bounds: list[dict[str, Any]]) -> bool:
    return any(row["first"] <= month < row["last"] for row in bounds)


def _uncovered(bounds: dict[str, list[dict[str, Any]]]) -> str:
    candidates = (LONG_AGO, *(f"{year}-01-01" for year in range(1971, 1999)))
    free = [month for month in candidates if not any(_covered(month, found) for found in bounds.values())]
    return free[0] if free else LONG_AGO


TABLES = ("sessions", "events")
_TAKES_ANY_MONTH = """
SELECT relkind <> 'p' OR EXISTS (
    SELECT FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = %s::regclass AND pg_get_expr(child.relpartbound, child.oid) = 'DEFAULT'
) AS takes_any FROM pg_class WHERE oid = %s::regclass
"""

# A default partition has no bounds and is no month; what it swallows is for the checks to see.
_BOUNDS = r"""
SELECT coalesce((regexp_match(bound, 'FROM \(''?([^'')]+)'))[1], '') AS first,
       coalesce((regexp_match(bound, 'TO \(''?([^'')]+)'))[1], '9999') AS last
FROM (SELECT pg_get_expr(child.relpartbound, child.oid) AS bound
      FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
      WHERE inhparent = %s::regclass) AS partitions
WHERE bound LIKE 'FOR VALUES FROM%%'
ORDER BY 1
"""
