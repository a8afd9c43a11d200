"""What is defined and not enforced is a difference (PostgreSQL 18 knows more ways to it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schema import blueprint
from schema.catalogue import differences

if TYPE_CHECKING:
    import psycopg


@pytest.mark.parametrize(
    ("ddl", "subject"),
    [
        ("ALTER TABLE calls ALTER CONSTRAINT calls_site_id_fkey NOT ENFORCED", "foreign key calls(site_id)"),
        (
            (
                "ALTER TABLE calls DROP CONSTRAINT calls_status_check, ADD CONSTRAINT calls_status_check"
                f" CHECK ({blueprint.STATUS_PASSES}) NOT ENFORCED"
            ),
            "constraint calls.calls_status_check",
        ),
        (
            (
                "ALTER TABLE events DROP CONSTRAINT events_session_id_session_month_fkey, ADD FOREIGN KEY"
                " (session_id, session_month) REFERENCES sessions ON DELETE CASCADE NOT VALID"
            ),
            "foreign key events(session_id, session_month)",
        ),
    ],
)
def test_what_is_not_enforced_is_a_difference(connection: psycopg.Connection, ddl: str, subject: str) -> None:
    if connection.info.server_version < 180000:
        pytest.skip("before PostgreSQL 18 there is nothing of the kind")
    connection.execute(ddl)
    assert [each.subject for each in differences(connection)] == [subject]
