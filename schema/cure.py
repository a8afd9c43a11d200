"""The SQL that gives every month its partition, whatever stands in its place: one transaction, and no row is lost.

Decides statements; reads catalogues and counts the rows in the way, and changes nothing. Which days are missing is
doctor.py's. Names are written whole, so that whoever runs it needs no search path of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psycopg import sql

from schema import inner, occupant
from schema.in_the_way import InTheWay, aside, condition
from schema.partitions import Partition, creation, key_of, name_of, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    import psycopg

    from schema.occupant import Relation

Days = tuple["date", "date"]


@dataclass
class Table:
    """A partitioned table that wants a cure: what it is, its key, and what is known of its partitions."""

    conn: psycopg.Connection
    space: str
    parent: Relation
    partitions: list[Partition]
    # The table that this one refers to, with the tables that become partitions of it, and where rows were in the way.
    before: Table | None = None
    attached: dict[Days, str] = field(default_factory=dict)
    ceded: set[Days] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The table's name."""
        return self.parent.name

    @property
    def key(self) -> str:
        """The column that it is partitioned by."""
        return key_of(self.name)

    def text(self, statement: sql.Composable) -> str:
        """Write a statement out."""
        return f"{statement.as_string(self.conn)};"


def statements(table: Table, pending: list[Partition], gaps: list[Days]) -> list[str]:
    """Give the statements that make one table whole; comments begin with `--`."""
    default = next((each for each in table.partitions if each.is_default), None)
    held = [days for days in gaps if default and _holds_rows(table, default, days)]
    lines = [line for each in pending for line in _attached_again(table, each)]
    lines += [line for days in gaps for line in _month(table, days, default if days in held else None)]
    if held and default:
        lines = _without_default(table, default, lines)
    lines += [line for each in [*table.partitions, *pending] for line in inner.cure(table, each)]
    lines += [line for each in table.partitions for line in _unrefused(table, each)]
    return lines + list(_logged(table))


def rights(tables: Iterable[Table]) -> list[str]:
    """Say whom the statements are for, where this role may not run them."""
    lines = []
    for table in tables:
        if not table.parent.is_ours:
            lines.append(f"-- {table.parent.written} belongs to {table.parent.owner}: run this as that role")
        space = sql.Identifier(table.space).as_string(table.conn)
        may, role = table.conn.execute(
            "SELECT has_schema_privilege(%s, 'CREATE'), current_user", [table.space]
        ).fetchone()
        if not may and table.parent.is_ours:
            lines.append(f"-- {role} may not create tables there: GRANT CREATE ON SCHEMA {space} TO {role}; first")
    return list(dict.fromkeys(lines))


def pending_of(table: Table) -> list[Partition]:
    """Give the partitions of a table whose detaching was begun CONCURRENTLY and not ended: no row gets into them."""
    return [read(table.name, *row) for row in table.conn.execute(_PENDING, [table.parent.oid])]


def _attached_again(table: Table, pending: Partition) -> Iterator[str]:
    parent, child = sql.SQL(table.parent.written), sql.SQL(pending.written)
    if pending.first and pending.last:
        table.attached[pending.first, pending.last] = pending.written
    yield f"-- {pending.written}: its DETACH … CONCURRENTLY was begun and never ended"
    yield table.text(sql.SQL("ALTER TABLE {} DETACH PARTITION {} FINALIZE").format(parent, child))
    yield table.text(sql.SQL("ALTER TABLE {} ATTACH PARTITION {} {}").format(parent, child, sql.SQL(pending.bound)))


def _month(table: Table, days: Days, default: Partition | None) -> Iterator[str]:
    wanted = name_of(table.name, *days)
    there = occupant.bearer(table.conn, table.space, wanted)
    why = occupant.why_not(table.parent, there) if there else None
    if there and why is None:
        hindering = condition(table, there, days)
        if not (there.is_referred_to and (hindering.rows or hindering.follows)):
            yield from _attached(table, there, days, default, hindering)
            return
        why = "holds rows that cannot lie there, and others refer to it"
    name = wanted
    if there:
        name = occupant.free_name(table.conn, table.space, f"{table.name}_{days[0]:%Y_%m_%d}", table.taken)
        yield f"-- {wanted} {why}: it is left alone"
    if default is None:
        yield table.text(_created(table, name, days))
        return
    child = sql.Identifier(table.space, name)
    yield table.text(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED"
                             " INCLUDING STORAGE)").format(child, sql.SQL(table.parent.written)))
    yield from _moved(table, default, child, days)
    yield table.text(_attach(table, child, days))


def _created(table: Table, name: str, days: Days) -> sql.Composed:
    if name == name_of(table.name, *days):
        return creation(table.name, *days, table.space)
    return sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
        sql.Identifier(table.space, name), sql.SQL(table.parent.written), *_edges(days)
    )


def _attached(
    table: Table, child: Relation, days: Days, default: Partition | None, in_the_way: InTheWay
) -> Iterator[str]:
    written = sql.SQL(child.written)
    table.attached[days] = child.written
    yield f"-- {child.written} is there, and no partition: it becomes one, with its rows"
    for change in _changes(table, child):
        yield table.text(sql.SQL("ALTER TABLE {} {}").format(written, change))
    if default:
        yield from _moved(table, default, written, days)
    if in_the_way.rows or in_the_way.follows:
        if in_the_way.rows:
            table.ceded.add(days)
        kept = occupant.free_name(table.conn, table.space, f"{child.name}_aside", table.taken)
        told = f"{in_the_way.rows} row(s)" if in_the_way.rows else "what refers to rows that are kept aside"
        yield f"-- {told} of it stand in the way (other days, doubled, or referring to nothing): kept in {kept}"
        yield from (table.text(one) for one in aside(written, sql.Identifier(table.space, kept), in_the_way))
    hurdle = [sql.SQL("ALTER COLUMN {} SET NOT NULL").format(sql.Identifier(name)) for name in _nullable(table, child)]
    hurdle += [sql.SQL("ADD CONSTRAINT {} CHECK ({})").format(sql.Identifier(name), sql.SQL(passes))
               for name, passes in table.parent.checks.items() if name not in child.checks]
    yield from (table.text(sql.SQL("ALTER TABLE {} {}").format(written, one)) for one in hurdle)
    yield table.text(_attach(table, written, days))
    partition = Partition(table.name, child.name, *days, False, child.written, "", child.partitioned_by)  # noqa: FBT003
    yield from inner.cure(table, partition)


def _unrefused(table: Table, partition: Partition) -> Iterator[str]:
    """Drop the checks of a partition that refuse days which are its own."""
    for name in inner.refusing(table.conn, partition):
        yield f"-- {partition.written} refuses some of its own days by {name}"
        yield table.text(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
            sql.SQL(partition.written), sql.Identifier(name)))


def _changes(table: Table, child: Relation) -> Iterator[sql.Composable]:
    """Give what makes a table like its parent before rows are looked at."""
    for column in table.parent.columns.values():
        if column.name not in child.columns:
            default = sql.SQL(f" DEFAULT {column.default}" if column.default else "")
            yield sql.SQL("ADD COLUMN {} {}{}").format(sql.Identifier(column.name), sql.SQL(column.type), default)
    if child.primary_key and table.parent.primary_key and child.primary_key[1] != table.parent.primary_key[1]:
        yield sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(child.primary_key[0]))
    for name in child.checks_of_key(table.key):
        if name not in table.parent.checks:  # left by a DETACH CONCURRENTLY: the bound takes its place
            yield sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(name))
    for (name,) in table.conn.execute(_REFERS_BESIDE, [child.oid, table.parent.oid]):
        yield sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(name))
    if child.unlogged:
        yield sql.SQL("SET LOGGED")


def _nullable(table: Table, child: Relation) -> list[str]:
    return [name for name, one in table.parent.columns.items()
            if one.not_null and not (name in child.columns and child.columns[name].not_null)]


def _attach(table: Table, child: sql.Composable, days: Days) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(
        sql.SQL(table.parent.written), child, *_edges(days)
    )


def _edges(days: Days) -> tuple[sql.Literal, sql.Literal]:
    return sql.Literal(days[0].isoformat()), sql.Literal(days[1].isoformat())


def _of_days(table: Table, days: Days) -> sql.Composed:
    key = sql.Identifier(table.key)
    return sql.SQL("{} >= {} AND {} < {}").format(key, _edges(days)[0], key, _edges(days)[1])


def _moved(table: Table, default: Partition, child: sql.Composable, days: Days) -> Iterator[str]:
    """Move the rows of some days out of the default partition, which is detached meanwhile: no trigger fires."""
    columns = sql.SQL(", ").join(
        sql.Identifier(name) for name, one in table.parent.columns.items() if not one.generated
    )
    source, of_days = sql.SQL(default.written), _of_days(table, days)
    yield table.text(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE {}").format(
        child, columns, columns, source, of_days))
    yield table.text(sql.SQL("DELETE FROM {} WHERE {}").format(source, of_days))


def _without_default(table: Table, default: Partition, lines: list[str]) -> list[str]:
    """Take the default partition off around these lines; what refers to either is dropped and made again.

    Else a row that moves would take with it whatever cascades.
    """
    parent, child = sql.SQL(table.parent.written), sql.SQL(default.written)
    referring = table.conn.execute(_REFERRING, [[table.parent.written, default.written]]).fetchall()
    target = f" REFERENCES {default.written}("
    referring = [(by, name, definition.replace(target, f" REFERENCES {table.parent.written}("))
                 for by, name, definition in referring]
    drop = [sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(by), sql.Identifier(name))
            for by, name, _ in referring]
    add = [sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(sql.SQL(by), sql.Identifier(name), sql.SQL(definition))
           for by, name, definition in referring]
    detach = sql.SQL("ALTER TABLE {} DETACH PARTITION {}").format(parent, child)
    attach = sql.SQL("ALTER TABLE {} ATTACH PARTITION {} DEFAULT").format(parent, child)
    return [
        f"-- {default.written}, the default partition, holds rows of missing months: they move to their own",
        *(table.text(one) for one in (*drop, detach)),
        *lines,
        *(table.text(one) for one in (attach, *add)),
    ]


def _holds_rows(table: Table, default: Partition, days: Days) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {})").format(sql.SQL(default.written), _of_days(table, days))
    return table.conn.execute(query).fetchone()[0]


def _logged(table: Table) -> Iterator[str]:
    for written in table.conn.execute(_UNLOGGED, [table.parent.oid]).fetchall():
        yield f"-- {written[0]} is UNLOGGED: a crash empties it"
        yield table.text(sql.SQL("ALTER TABLE {} SET LOGGED").format(sql.SQL(written[0])))


_PENDING = """
SELECT child.relname::text, pg_get_expr(child.relpartbound, child.oid), child.oid::regclass::text,
       pg_get_partkeydef(child.oid)
FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid WHERE inhparent = %s AND inhdetachpending
"""
_REFERRING = """
SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND confrelid = ANY(%s::regclass[]) AND conparentid = 0 ORDER BY conname
"""
# What refers by the columns of a reference of the parent's, but to one partition: the parent's takes its place.
_REFERS_BESIDE = """
SELECT conname::text FROM (SELECT *, ARRAY(
    SELECT attname FROM unnest(conkey) AS number JOIN pg_attribute ON attrelid = conrelid AND attnum = number
    ORDER BY attname) AS by FROM pg_constraint WHERE contype = 'f' AND conparentid = 0) AS mine
WHERE conrelid = %s AND EXISTS (SELECT FROM pg_constraint theirs WHERE theirs.conrelid = %s AND theirs.contype = 'f'
    AND theirs.conparentid = 0 AND theirs.confrelid <> mine.confrelid AND mine.by = ARRAY(
        SELECT attname FROM unnest(theirs.conkey) AS number
        JOIN pg_attribute ON attrelid = theirs.conrelid AND attnum = number ORDER BY attname))
"""
_UNLOGGED = """
SELECT relid::text FROM pg_partition_tree(%s) JOIN pg_class ON pg_class.oid = relid
WHERE isleaf AND relpersistence = 'u' AND relkind = 'r' ORDER BY 1
"""
