"""The HTTP shell: bytes, headers, limits of size and time; and that nobody waits for somebody else's body."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi import Request

from reference.app import encode_body, read_head
from tests.fixtures.gateway import MakeGround
from tests.fixtures.web import Web, web_on

SITE = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture(scope="module")
def web(make_ground: MakeGround) -> Iterator[Web]:
    site = f"INSERT INTO sites (public_id) VALUES ('{SITE}')"
    limits = {"MAX_BODY_BYTES": "4000", "BODY_TIMEOUT_MS": "100"}
    with make_ground([site]) as ground, web_on(ground.dsn, limits) as made:
        yield made


def beacon(**wire: Any) -> dict[str, Any]:
    return {"s": SITE, "u": "https://www.example.com/"} | wire


def test_a_stored_beacon_is_answered_literally(web: Web) -> None:
    answer = web.post(beacon(ec="conversion"), x_forwarded_for="10.7.0.1")
    assert (answer.status_code, answer.content) == (200, b'{"ok":true,"score":50,"status":"synced"}')
    assert answer.headers["content-type"] == "application/json"
    assert (answer.headers["x-ratelimit-limit"], answer.headers["x-ratelimit-remaining"]) == ("100", "99")


def test_the_media_type_and_the_query_are_ignored(web: Web) -> None:
    headers = {"origin": "https://a.test", "content-type": "image/png"}
    answer = web.ask("POST", "/api/sync?gclid=1", headers=headers, content=b"{}")
    assert answer.json()["status"] == "synced_skipped_missing_id"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
def test_other_methods(web: Web, method: str) -> None:
    assert web.ask(method, "/api/sync").status_code == 405


def test_an_empty_answer_to_a_preflight(web: Web) -> None:
    answer = web.ask("OPTIONS", "/api/sync", headers={"origin": "https://a.test"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-type" not in answer.headers


def test_repeated_headers_are_joined(web: Web) -> None:
    headers = [("origin", "https://a.test"), ("x-forwarded-for", "10.7.0.2"), ("x-forwarded-for", "10.7.0.3")]
    web.ask("POST", "/api/sync", headers=headers, content=b"{}")
    assert web.post(beacon(), x_forwarded_for="10.7.0.2").headers["x-ratelimit-remaining"] == "98"


@pytest.mark.parametrize(("status", "size"), [(400, 4000), (413, 4001)])
def test_the_limit_of_size(web: Web, status: int, size: int) -> None:
    answer = web.post(b"x" * size)
    assert status == answer.status_code
    assert (answer.json()["ok"], answer.json()["score"]) == (False, None)


def test_size_and_time_come_after_the_rate_limit(web: Web) -> None:
    for _ in range(100):
        web.post(b"x" * 4001, x_forwarded_for="10.7.0.4")
    assert web.post(b"x" * 4001, x_forwarded_for="10.7.0.4").status_code == 429


def test_a_drip_keeps_nobody_waiting(web: Web) -> None:
    """One body that never ends is given up in time, and meanwhile the others are served."""

    async def drip() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    async def story() -> tuple[int, list[int]]:
        slow = asyncio.create_task(web.send(drip(), x_forwarded_for="10.7.0.5"))
        quick = [await web.send({}, x_forwarded_for="10.7.0.6") for _ in range(3)]
        assert not slow.done()
        return (await slow).status_code, [answer.status_code for answer in quick]

    assert web.run(asyncio.wait_for(story(), 10)) == (408, [200, 200, 200])


def test_a_client_that_hangs_up_in_its_body_is_no_error(web: Web) -> None:
    """Nothing is raised, so that no server writes a traceback for it, and nothing is logged."""
    headers = [(b"origin", b"https://a.test"), (b"x-forwarded-for", b"10.7.0.7"), (b"content-length", b"100")]
    scope = {"type": "http", "method": "POST", "path": "/api/sync", "query_string": b"", "headers": headers}
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])

    logged = web.log.getvalue()
    web.run(web.app({**scope, "scheme": "http", "server": ("127.0.0.1", 80)}, receive, send))
    assert sent[:1] == ["http.response.start"]
    assert web.log.getvalue() == logged


@pytest.mark.parametrize("blanks", [" ", "\t", " \t "])
def test_blanks_around_a_value_are_not_read(blanks: str) -> None:
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"a=\xff", "scheme": "http"}
    headers = [(b"host", b"["), (b"origin", f"{blanks}a b\xa0{blanks}".encode("latin-1")), (b"x-city", blanks.encode())]
    head = read_head(Request({**scope, "headers": headers}))
    assert head.headers == {"host": "[", "origin": "a b\xa0", "x-city": ""}
    assert head.url == "http://[/?a=\xff"


def test_a_message_without_an_encoding_is_escaped() -> None:
    assert encode_body({"message": "\ud83d😀"}) == '{"message":"\\ud83d😀"}'.encode()
