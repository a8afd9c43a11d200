"""What a column of a table we do not know wants: how the catalogue is asked, and a harmless value.

It decides values. It must not know why a row is made.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

# What the texts and uuids begin with that we invent: rows we made can be told from theirs, also by another run.
MARK, MARK_OF_UUID = "opsmantik-", "0b5e4a71-"
# By Postgres's category of a type: how a plain value is written.
PLAIN = {"N": "1", "B": "true", "D": "2000-01-01 00:00:00", "T": "1 second", "A": "{}", "I": "127.0.0.1", "V": "0"}
PLAIN |= {"R": "empty", "G": "(0,0)"}
SMALLINT_MAX = 32_767


@dataclass(frozen=True)
class Column:
    """What is known of a column that wants a value.

    `type` is what it is cast to; `base` names the type itself, beneath a domain, and `category` is Postgres's of it.
    """

    name: str
    type: str
    base: str
    category: str
    length: int | None
    labels: list[str] | None
    refers_to: str | None
    refers_to_column: str | None


def plain_value(column: Column, taken: int = 0) -> str:
    """Give a harmless value for a column, as text that Postgres casts.

    Texts and uuids differ each time. The others are as plain as can be, unless such a value was `taken` already.
    """
    if column.labels:
        return column.labels[taken % len(column.labels)]
    if column.category == "S":
        text = f"{MARK}{uuid.uuid4()}"
        return text[-column.length :] if column.length else text
    if column.base in ("json", "jsonb"):
        return "{}"
    if column.base == "uuid":
        return MARK_OF_UUID + str(uuid.uuid4())[len(MARK_OF_UUID) :]
    return _another(column.category, taken) if taken else PLAIN.get(column.category, "")


def _another(category: str, taken: int) -> str:
    # Small at first: what a number may be is not always said by its type alone.
    number = 1 + uuid.uuid4().int % min(10 ** (taken + 1), SMALLINT_MAX)
    by_category = {"N": f"{number}", "T": f"{number} seconds", "I": f"127.0.{number >> 8}.{number & 255}"}
    by_category["D"] = f"{2000 + number % 1000}-01-{1 + number % 28:02} 00:00:00"
    return by_category.get(category, PLAIN.get(category, ""))


# Of each column that must not be null and has no default: a domain may be the one that says so.
WANTED = """
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, b.typname::text AS base,
       b.typcategory::text AS category,
       CASE WHEN b.typname IN ('varchar', 'bpchar') AND greatest(a.atttypmod, t.typtypmod) > 4
            THEN greatest(a.atttypmod, t.typtypmod) - 4 END AS length,
       (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = b.oid) AS labels,
       fk.confrelid::regclass::text AS refers_to, target.attname AS refers_to_column
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
LEFT JOIN pg_constraint fk ON fk.conrelid = a.attrelid AND fk.contype = 'f' AND fk.conkey = ARRAY[a.attnum]
LEFT JOIN pg_attribute target ON target.attrelid = fk.confrelid AND target.attnum = fk.confkey[1]
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND (a.attnotnull OR t.typnotnull)
  AND NOT a.atthasdef AND t.typdefault IS NULL AND a.attidentity = '' AND a.attgenerated = ''
ORDER BY a.attnum
"""
