"""What the role of a DSN may see and do, asked before anything is written: what could not be removed is not made.

It decides which rights a run needs, and which tables hide rows. It must not know what is done with either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schema.session import HOME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.judge.rows import Rows

READ, MADE = ("SELECT",), ("SELECT", "INSERT", "DELETE")
# A few checks move a row of ours in time, or set what a session says of its source.
CHANGED = ("SELECT", "INSERT", "UPDATE", "DELETE")
VISITS = {"sessions": CHANGED, "events": MADE, "calls": CHANGED}


class RightsMissing(Exception):
    """The role may not do what a run needs; one sentence, with the GRANT that gives it."""

    exit_code = 2


@dataclass(frozen=True)
class Sight:
    """The role, and the tables in which row-level security may hide rows from it."""

    role: str
    hidden: tuple[str, ...]

    @property
    def why_not(self) -> str | None:
        """Say why rows are not observable, and what to do; None where they are."""
        if not self.hidden:
            return None
        return (
            f"row-level security hides rows of {', '.join(self.hidden)} from role {self.role}: name with --database a"
            " role with BYPASSRLS (Supabase: postgres or service_role)"
        )


async def sight(rows: Rows) -> Sight:
    """Ask whether row-level security is active for this role in any table that is read."""
    found = await rows.fetch(_SIGHT)
    return Sight(found[0]["role"], tuple(found[0]["hidden"] or ()))


async def require(rows: Rows, *, own_site: bool, referred: Sequence[str] = ()) -> None:
    """Refuse a role that may not make, read and remove what a run stores (`RightsMissing`).

    `own_site`: a site is made. `referred`: further tables in which a row is made for it.
    """
    wanted = {"sites": MADE if own_site else READ, **VISITS}
    names, rights = _pairs(wanted)
    others, their_rights = _pairs(dict.fromkeys(referred, MADE))
    found = (await rows.fetch(_STANDBY))[0]
    if found["standby"]:
        raise RightsMissing("expected a server that takes writes; came: a standby; name the primary with --database")
    missing = await rows.fetch(_MISSING, names, rights, others, their_rights)
    if missing:
        grants = _grants(missing, found["role"])
        told = ", ".join(dict.fromkeys(f"{row['right']} on {row['what']}" for row in missing))
        raise RightsMissing(
            f"expected role {found['role']} to have {told}; came: not so, and nothing was written;"
            f" run as the owner: {' '.join(grants)}"
        )


def _pairs(wanted: dict[str, tuple[str, ...]]) -> tuple[list[str], list[str]]:
    pairs = [(name, right) for name, rights in wanted.items() for right in rights]
    return [name for name, _ in pairs], [right for _, right in pairs]


def _grants(missing: list[dict[str, str]], role: str) -> list[str]:
    by_thing: dict[str, list[str]] = {}
    for row in missing:
        by_thing.setdefault(f"{row['kind']}{row['what']}", []).append(row["right"])
    grantee = '"' + role.replace('"', '""') + '"'
    in_order = {what: sorted(set(rights), key=(*CHANGED, *rights).index) for what, rights in by_thing.items()}
    return [f"GRANT {', '.join(rights)} ON {what} TO {grantee};" for what, rights in in_order.items()]


_SIGHT = """
SELECT current_user::text AS role, (
    SELECT array_agg(name) FROM unnest(ARRAY['sites', 'sessions', 'events', 'calls']) AS name
    WHERE to_regclass(name) IS NOT NULL AND row_security_active(to_regclass(name)::oid)
) AS hidden
"""
_STANDBY = "SELECT pg_is_in_recovery() AS standby, current_user::text AS role"
# A table may be granted as a whole, or column by column. Sequences and functions: what the tables' defaults call.
_MISSING = f"""
WITH home AS (SELECT {HOME} AS name),
wanted AS (
    SELECT found.oid, "right" FROM unnest(%s::text[], %s::text[]) AS wanted(name, "right")
    JOIN home ON true JOIN pg_namespace space ON space.nspname = home.name
    JOIN pg_class found ON found.relnamespace = space.oid AND found.relname = wanted.name
    UNION ALL SELECT name::regclass::oid, "right" FROM unnest(%s::text[], %s::text[]) AS other(name, "right")
),
tables AS (
    SELECT DISTINCT wanted.oid, relnamespace, format('%%I.%%I', nspname, relname) AS what
    FROM wanted JOIN pg_class ON pg_class.oid = wanted.oid JOIN pg_namespace ON pg_namespace.oid = relnamespace
),
called AS (
    SELECT DISTINCT refclassid, refobjid FROM tables JOIN pg_attrdef ON adrelid = tables.oid
    JOIN pg_depend ON classid = 'pg_attrdef'::regclass AND objid = pg_attrdef.oid
    WHERE EXISTS (SELECT FROM wanted WHERE wanted.oid = tables.oid AND "right" = 'INSERT')
)
SELECT 'SCHEMA ' AS kind, quote_ident(nspname) AS what, 'USAGE' AS "right"
FROM pg_namespace WHERE oid IN (SELECT relnamespace FROM tables) AND NOT has_schema_privilege(oid, 'USAGE')
UNION ALL
SELECT '', what, "right" FROM wanted JOIN tables ON tables.oid = wanted.oid
WHERE NOT has_table_privilege(wanted.oid, "right") AND ("right" = 'DELETE' OR EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = wanted.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    AND NOT has_column_privilege(wanted.oid, attnum, nullif("right", 'DELETE'))))
UNION ALL
SELECT 'SEQUENCE ', refobjid::regclass::text, 'USAGE' FROM called JOIN pg_class ON pg_class.oid = refobjid
WHERE refclassid = 'pg_class'::regclass
  AND CASE WHEN relkind = 'S' THEN NOT has_sequence_privilege(refobjid, 'USAGE, UPDATE') ELSE false END
UNION ALL
SELECT 'FUNCTION ', refobjid::regprocedure::text, 'EXECUTE' FROM called
WHERE CASE WHEN refclassid = 'pg_proc'::regclass THEN NOT has_function_privilege(refobjid, 'EXECUTE') ELSE false END
"""  # noqa: S608 - a constant of schema/session.py
