"""Statements that break a database of our own in one place, for `target.variant(ddl=…)`.

Decides how the database fails; it must not know what a gateway makes of it.
"""

from __future__ import annotations


def refusing(table: str) -> list[str]:
    """Give the statements after which every insert into `table` fails, and nothing else does."""
    refuse = f"refuse_{table}"
    body = f"BEGIN RAISE EXCEPTION 'no {table} today'; END"
    return [
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {refuse} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {refuse}()",
    ]


# Real time a check may take that clones a database and starts a gateway on it: all CPU, and others do the same.
STARTING_S = 90
# The table stays: a gateway may look for its tables before it serves.
NO_PUBLIC_IDS = ["ALTER TABLE sites RENAME COLUMN public_id TO public_id_gone"]
NO_EVENTS = refusing("events")
NO_CALLS = refusing("calls")
