"""The store on PostgreSQL: a refusal becomes a StoreError with its SQLSTATE, and a lost connection is replaced."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from reference.postgres_store import PostgresStore, open_pool
from reference.protocols import StoredSession, StoreError
from tests.fixtures.gateway import Ground, ground_on


def session(ground: Ground, **columns: Any) -> dict[str, Any]:
    public_id = ground.new_site()
    site = ground.fetch("SELECT id::text FROM sites WHERE public_id = %s", public_id)[0]["id"]
    return {"id": ground.new_uuid(), "site_id": site, "created_month": ground.month} | columns


def call(ground: Ground, **columns: Any) -> dict[str, Any]:
    site = session(ground)["site_id"]
    own = {"site_id": site, "phone_number": "tel:+1", "matched_session_id": ground.new_uuid(), "intent_stamp": "stamp"}
    return own | {"source": "click", "status": "intent", "intent_action": "phone", "intent_target": "tel:+1"} | columns


def refusal(ground: Ground, work: Awaitable[Any]) -> StoreError:
    async def attempt() -> StoreError:
        with pytest.raises(StoreError) as refused:
            await work
        return refused.value

    return ground.run(attempt())


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("22007", {"created_month": "no date"}),
        ("22008", {"created_month": "2026-13-45"}),
        ("23514", {"created_month": "1999-01-01"}),
        ("22P02", {"ip_address": "10.0.0.1:80"}),
        ("22P02", {"id": "no uuid"}),
        ("22P02", {"id": ["0f8fad5b-d9cb-469f-a165-70867728950e"]}),
        ("23503", {"site_id": str(UUID(int=0))}),
        ("22P05", {"entry_page": "\x00"}),
        ("22P02", {"entry_page": "\ud83d"}),
    ],
)
def test_a_session_the_database_refuses(ground: Ground, code: str, columns: dict[str, Any]) -> None:
    error = refusal(ground, ground.store.insert_session(session(ground, **columns)))
    assert code == error.code
    assert error.message
    assert str(error) == error.message


def test_the_message_and_the_detail_are_the_databases(ground: Ground) -> None:
    row = session(ground)
    ground.run(ground.store.insert_session(row))
    error = refusal(ground, ground.store.insert_session(row))
    assert error.code == "23505"
    assert error.message.startswith("duplicate key value violates unique constraint")
    assert row["id"] in error.details


def test_a_look_up_the_database_cannot_read(ground: Ground) -> None:
    assert refusal(ground, ground.store.find_session(ground.new_uuid(), "no date")).code == "22007"
    half_a_pair = refusal(ground, ground.store.find_session(ground.new_uuid(), "\ud83d"))
    assert (half_a_pair.code, half_a_pair.message) == ("22007", 'invalid input syntax for type date: "\ufffd"')
    nul = refusal(ground, ground.store.find_session(ground.new_uuid(), "2026\0"))
    assert (nul.code, nul.message) == ("22021", 'invalid byte sequence for encoding "UTF8": 0x00')


def test_a_session_is_read_back_as_the_database_writes_it(ground: Ground) -> None:
    spelled = ground.month.replace("-", "/")
    row = session(ground, created_month=spelled, id=ground.new_uuid().upper(), gclid=5.0, attribution_source="a")
    stored = ground.run(ground.store.insert_session(row))
    assert StoredSession(row["id"].lower(), ground.month) == stored
    assert StoredSession(stored.id, ground.month, "a", "5") == ground.run(ground.store.find_session(row["id"], spelled))
    assert ground.run(ground.store.find_session(ground.new_uuid(), ground.month)) is None


def test_an_update_touches_only_what_is_named(ground: Ground) -> None:
    row = session(ground, gclid="g", city="c")
    stored = ground.run(ground.store.insert_session(row))
    assert ground.run(ground.store.count_session_events(stored)) == 0
    ground.run(ground.store.update_session(stored, {"event_count": 3.0, "city": None, "site_id": ground.new_uuid()}))
    (read,) = ground.fetch("SELECT event_count, city, gclid, total_duration_sec FROM sessions WHERE id = %s", row["id"])
    assert read == {"event_count": 3, "city": None, "gclid": "g", "total_duration_sec": 0}
    assert refusal(ground, ground.store.update_session(stored, {"total_duration_sec": 12.5})).code == "22P02"


def test_at_most_two_sites(ground: Ground) -> None:
    sites = [ground.new_site() for _ in range(3)]
    assert len(ground.run(ground.store.find_sites(sites))) == 2
    assert ground.run(ground.store.find_sites([ground.new_uuid()])) == []


def test_an_upsert_ignores_its_own_conflict_only(ground: Ground) -> None:
    row = call(ground)
    ground.run(ground.store.upsert_call(row))
    ground.run(ground.store.upsert_call(row | {"intent_target": "tel:+2"}))
    stored = ground.fetch("SELECT intent_target FROM calls WHERE site_id = %s", row["site_id"])
    assert [{"intent_target": "tel:+1"}] == stored
    assert refusal(ground, ground.store.insert_call(row)).code == "23505"
    other = row | {"intent_stamp": "other", "phone_number": None}
    assert refusal(ground, ground.store.upsert_call(other)).code == "23502"


def test_recent_calls_are_the_alike_ones(ground: Ground) -> None:
    row = call(ground)
    ground.run(ground.store.insert_call(row))
    stranger = {"matched_session_id": ground.new_uuid()}
    for other in ({"intent_target": "tel:+2"}, {"intent_action": "whatsapp"}, stranger):
        assert ground.run(ground.store.find_recent_calls(row | other, "2000-01-01T00:00:00.000Z")) == []
    assert len(ground.run(ground.store.find_recent_calls(row, "2000-01-01T00:00:00.000Z"))) == 1
    assert ground.run(ground.store.find_recent_calls(row, "2999-01-01T00:00:00.000Z")) == []
    for status, found in ((None, 1), ("confirmed", 0)):
        ground.rows.execute("UPDATE calls SET status = %s WHERE site_id = %s", [status, row["site_id"]])
        assert found == len(ground.run(ground.store.find_recent_calls(row, "2000-01-01T00:00:00.000Z")))


def test_traces_are_the_newest_with_the_key(ground: Ground) -> None:
    stored = ground.run(ground.store.insert_session(session(ground)))
    event = {"session_id": stored.id, "session_month": stored.created_month, "url": "u", "event_category": "c"}
    for metadata in ({"gclid": "old", "fp": 1.0}, {"fp": "no key"}, {"gclid": None}):
        ground.run(ground.store.insert_event(event | {"event_action": "a", "metadata": metadata}))
    traces = ground.run(ground.store.find_ad_traces([ground.month], 2))
    assert [(None, None), ("old", 1.0)] == [(trace.gclid, trace.fingerprint) for trace in traces]
    assert type(traces[1].fingerprint) is float
    assert ground.run(ground.store.find_ad_traces(["1999-01-01"], 2)) == []


def test_a_full_pool_is_said_in_time(database: str) -> None:
    async def story() -> StoreError:
        async with open_pool(database, size=1, timeout_s=0.05) as pool, pool.connection():
            with pytest.raises(StoreError) as refused:
                await PostgresStore(pool).find_sites(["x"])
            return refused.value

    error = asyncio.run(story())
    assert (error.code, error.message) == (None, "the database did not answer in time")


def test_a_table_that_is_gone(database: str) -> None:
    with ground_on(database) as ground:
        ground.rows.execute("ALTER TABLE calls RENAME TO calls_gone")
        assert refusal(ground, ground.store.insert_call({})).code == "42P01"


def test_after_one_lost_connection_all_are_replaced(database: str) -> None:
    """Ended by an administrator, as a failover does it: one statement meets it, the next ones do not."""
    with ground_on(database) as ground:
        ask: Callable[[], Awaitable[Any]] = lambda: ground.store.find_sites(["x"])  # noqa: E731

        async def several() -> list[Any]:
            return await asyncio.gather(*(ask() for _ in range(8)), return_exceptions=True)

        assert [[]] * 8 == ground.run(several())
        # Ours is the one that asks.
        ended = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert ground.rows.execute(ended).rowcount > 1
        outcomes = [ground.run(_caught(ask)) for _ in range(8)]
        assert isinstance(outcomes[0], StoreError)
        assert [[]] * 7 == outcomes[1:]


async def _caught(ask: Callable[[], Awaitable[Any]]) -> Any:
    try:
        return await ask()
    except (StoreError, psycopg.Error) as error:
        return error
