"""The levers: the clock moves the gateway and nothing else, the ledger tells, a reset begins anew."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures.gateway import MakeGround
from tests.fixtures.web import Web, web_on

SITE = "0f8fad5b-d9cb-469f-a165-70867728950e"
NOON_MS = 1_792_324_800_000  # 2026-10-18T12:00:00Z


@pytest.fixture(scope="module")
def running(make_ground: MakeGround) -> Iterator[Web]:
    site = f"INSERT INTO sites (public_id) VALUES ('{SITE}')"
    with make_ground([site]) as ground, web_on(ground.dsn, controls=True) as made:
        yield made


@pytest.fixture
def web(running: Web) -> Web:
    running.ask("POST", "/__controls/reset")
    return running


def clock(web: Web, **order: Any) -> dict[str, Any]:
    return web.ask("POST", "/__controls/clock", json=order).json()


def test_freeze_and_shift(web: Web) -> None:
    assert clock(web, now_ms=NOON_MS) == {"now_ms": NOON_MS, "offset_ms": 0, "frozen": True}
    assert web.ask("GET", "/__controls/clock").json()["now_ms"] == NOON_MS
    shifted = clock(web, offset_ms=-86_400_000)
    assert (shifted["offset_ms"], shifted["frozen"]) == (-86_400_000, False)
    released = clock(web, offset_ms=0)
    assert 86_400_000 <= released["now_ms"] - shifted["now_ms"] < 86_460_000


def test_the_clock_moves_the_limit(web: Web) -> None:
    clock(web, now_ms=NOON_MS)
    answers = [web.post({}, x_forwarded_for="a") for _ in range(101)]
    assert [200] * 100 + [429] == [answer.status_code for answer in answers]
    refused = answers[-1]
    assert (refused.headers["retry-after"], refused.headers["x-ratelimit-reset"]) == ("60", str(NOON_MS + 60_000))
    clock(web, now_ms=NOON_MS + 59_001)
    assert web.post({}, x_forwarded_for="a").json()["retryAfter"] == 1
    clock(web, now_ms=NOON_MS + 60_000)
    assert web.post({}, x_forwarded_for="a").status_code == 429
    clock(web, now_ms=NOON_MS + 60_001)
    assert web.post({}, x_forwarded_for="a").status_code == 200


@pytest.mark.parametrize(
    "order",
    [
        {},
        [],
        {"offset_ms": "1"},
        {"offset_ms": 1.5},
        {"offset_ms": True},
        {"offset_ms": None},
        {"now_ms": 1, "offset_ms": 1},
        {"later": 1},
        {"now_ms": 10**17},
        {"now_ms": -(10**17)},
        {"offset_ms": 10**17},
        {"offset_ms": 10**400},
    ],
)
def test_an_order_that_is_none(web: Web, order: Any) -> None:
    """Refused with a reason, and the clock goes on as it was."""
    clock(web, now_ms=NOON_MS)
    answer = web.ask("POST", "/__controls/clock", json=order)
    assert answer.status_code == 422
    assert "expected" in answer.text or "detail" in answer.json()
    assert web.ask("GET", "/__controls/clock").json()["now_ms"] == NOON_MS


@pytest.mark.parametrize("query", ["after=-1", "after=x", "wait_ms=-1", "wait_ms=30001"])
def test_a_question_to_the_ledger_that_is_none(web: Web, query: str) -> None:
    assert web.ask("GET", f"/__controls/ledger?{query}").status_code == 422


def test_the_ledger_tells_the_exchange(web: Web) -> None:
    clock(web, now_ms=NOON_MS)
    last = web.ask("GET", "/__controls/ledger").json()["last"]
    web.post({"s": SITE, "u": "https://www.example.com/", "sm": "1999-01-01"}, x_forwarded_for="b")
    web.post(b"\xff", origin="")
    web.ask("OPTIONS", "/api/sync", headers={"origin": "https://a.test"})
    refused, silent, preflight = web.ask("GET", f"/__controls/ledger?after={last}").json()["records"]
    assert [last + 1, last + 2, last + 3] == [each["number"] for each in (refused, silent, preflight)]
    assert (refused["status"], refused["answer_body"]["message"]) == (500, "Database write failed")
    assert refused["received_ms"] == NOON_MS
    assert ["x-forwarded-for", "b"] in refused["headers"]
    assert SITE in refused["body"]["text"]
    assert refused["decisions"][-1] == "GWY-822"
    assert (silent["status"], silent["decisions"]) == (403, ["GWY-101"])
    assert (preflight["method"], preflight["status"], preflight["decisions"]) == ("OPTIONS", 200, ["GWY-201"])


def test_the_long_poll_sees_the_next_request(web: Web) -> None:
    async def story() -> dict[str, Any]:
        last = (await web.client.get("/__controls/ledger")).json()["last"]
        waiting = asyncio.create_task(web.client.get(f"/__controls/ledger?after={last}&wait_ms=20000"))
        await web.send({})
        return (await waiting).json()

    (record,) = web.run(asyncio.wait_for(story(), 10))["records"]
    assert record["answer_body"]["status"] == "synced_skipped_missing_id"


def test_a_reset_forgets_records_limits_and_time(web: Web) -> None:
    clock(web, now_ms=NOON_MS)
    for _ in range(100):
        web.post({}, x_forwarded_for="c")
    web.ask("POST", "/__controls/reset")
    assert web.ask("GET", "/__controls/ledger").json()["records"] == []
    assert not web.ask("GET", "/__controls/clock").json()["frozen"]
    assert web.post({}, x_forwarded_for="c").status_code == 200


def test_there_are_none_unless_asked_for(database: str) -> None:
    with web_on(database) as plain:
        assert plain.ask("GET", "/__controls/clock").status_code == 404
