"""The OpenAPI document is true: every answer is listed under its status and has the form described there."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.fixtures.gateway import MakeGround
from tests.fixtures.web import Web, web_on
from tests.reference.documented import contradictions, contradicts

SITE = "0f8fad5b-d9cb-469f-a165-70867728950e"
SID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
LIMITS = {"MAX_BODY_BYTES": "2000", "BODY_TIMEOUT_MS": "50", "ALLOWED_ORIGINS": "https://www.example.com"}


@pytest.fixture(scope="module")
def web(make_ground: MakeGround) -> Iterator[Web]:
    site = f"INSERT INTO sites (public_id) VALUES ('{SITE}')"
    with make_ground([site]) as ground, web_on(ground.dsn, LIMITS, controls=True) as made:
        yield made


def beacon(**wire: Any) -> dict[str, Any]:
    return {"s": SITE, "u": "https://www.example.com/"} | wire


async def drip() -> AsyncIterator[bytes]:
    """The beginning of a body, and never its end."""
    yield b"{"
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, beacon()),
        (200, beacon(ea="phone_call", meta={"intent_stamp": "a"})),
        (200, {}),
        (200, b"5"),
        (400, b""),
        (400, beacon(s="x")),
        (400, beacon(u="x")),
        (404, beacon(s=SITE.replace("0", "1"))),
        (408, drip),
        (413, b"x" * 2001),
        (500, b"null"),
        (500, beacon(sid=SID, sm="no date")),
        (500, beacon(sm="1999-01-01")),
        (500, beacon(r=5)),
    ],
)
def test_answers_of_post(web: Web, status: int, body: Any) -> None:
    answer = web.post(body() if callable(body) else body)
    assert status == answer.status_code
    assert contradicts(web.app.openapi(), "POST", "/api/sync", answer) == []


@pytest.mark.parametrize("origin", ["https://elsewhere.test", ""])
def test_refused_origins(web: Web, origin: str) -> None:
    answer = web.post({}, origin=origin)
    assert answer.status_code == 403
    assert contradicts(web.app.openapi(), "POST", "/api/sync", answer) == []


def test_a_limited_client(web: Web) -> None:
    answers = [web.post({}, x_forwarded_for="limited") for _ in range(101)]
    assert answers[-1].status_code == 429
    assert contradicts(web.app.openapi(), "POST", "/api/sync", answers[-1]) == []


@pytest.mark.parametrize(("status", "origin"), [(200, "https://www.example.com"), (403, "https://elsewhere.test")])
def test_preflight(web: Web, status: int, origin: str) -> None:
    answer = web.ask("OPTIONS", "/api/sync", headers={"origin": origin})
    assert status == answer.status_code
    assert contradicts(web.app.openapi(), "OPTIONS", "/api/sync", answer) == []


@pytest.mark.parametrize(
    ("status", "method", "path", "json"),
    [
        (200, "GET", "/__controls/clock", None),
        (200, "POST", "/__controls/clock", {"offset_ms": 0}),
        (422, "POST", "/__controls/clock", {"offset_ms": "x"}),
        (422, "POST", "/__controls/clock", [1]),
        (200, "GET", "/__controls/ledger", None),
        (422, "GET", "/__controls/ledger?after=x", None),
        (200, "POST", "/__controls/reset", None),
    ],
)
def test_controls(web: Web, status: int, method: str, path: str, json: Any) -> None:
    answer = web.ask(method, path, json=json)
    assert status == answer.status_code
    assert contradicts(web.app.openapi(), method, path.partition("?")[0], answer) == []


def test_health_while_the_database_answers_and_when_it_does_not(database: str) -> None:
    with web_on(database) as healthy:
        answer = healthy.ask("GET", "/healthz")
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
        assert contradicts(healthy.app.openapi(), "GET", "/healthz", answer) == []
    with web_on("host=/nonexistent dbname=none", {"POOL_TIMEOUT_MS": "50"}) as ill:
        answer = ill.ask("GET", "/healthz")
        assert (answer.status_code, answer.json()["status"]) == (503, "database unreachable")
        assert contradicts(ill.app.openapi(), "GET", "/healthz", answer) == []


def test_the_judge_of_the_document_can_fail() -> None:
    schema = {"type": "object", "properties": {"ok": {"enum": [True]}}, "required": ["ok"]}
    schema["additionalProperties"] = False
    assert contradictions({}, {"ok": True}, schema) == []
    assert contradictions({}, {"ok": 1.5, "more": 1}, {"properties": {"ok": {"type": ["integer", "null"]}}}) != []
    for wrong in ({}, {"ok": False}, {"ok": True, "more": 1}, []):
        assert contradictions({}, wrong, schema) != []
