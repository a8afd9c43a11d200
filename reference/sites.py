"""Sites of a database: is it ours, and one more site in it.

Decides what must be there before the gateway can serve. It must not know requests.
"""

from uuid import UUID, uuid4

import psycopg

from schema.connection import connect

TABLES = ("sites", "sessions", "events", "calls")
_MISSING_TABLES = "SELECT t FROM unnest(%s::text[]) AS t WHERE to_regclass(t) IS NULL"


class NotOurDatabase(Exception):
    """The database cannot serve: what was expected, what came, what to do."""

    exit_code = 2


def require_schema(dsn: str) -> None:
    """Raise PostgresUnavailable or NotOurDatabase unless the database answers and has the four tables."""
    with connect(dsn) as connection:
        missing = connection.execute(_MISSING_TABLES, [list(TABLES)]).fetchall()
    if missing:
        names = ", ".join(name for (name,) in missing)
        raise NotOurDatabase(f"expected the OpsMantik schema, but {names} is missing: run `opsmantik schema apply`")


def add_site(dsn: str, public_id: str | None = None) -> str:
    """Insert a site and return its public id, a fresh UUID v4 unless one is given."""
    require_schema(dsn)
    chosen = public_id or str(uuid4())
    try:
        version = UUID(chosen).version
    except ValueError:
        version = None
    if version != 4:  # noqa: PLR2004 - the version the gateway asks for
        raise NotOurDatabase(f"a public id should be a UUID v4, but it is {chosen!r}: leave it out to get a fresh one")
    try:
        with connect(dsn) as connection:
            connection.execute("INSERT INTO sites (public_id) VALUES (%s)", [chosen])
    except psycopg.errors.UniqueViolation as error:
        raise NotOurDatabase(f"a new public id was expected, but the site {chosen} is there: choose another") from error
    except psycopg.Error as error:
        came = str(error).strip().splitlines()[0]
        raise NotOurDatabase(f"a site could not be inserted: {came}") from error
    return chosen
