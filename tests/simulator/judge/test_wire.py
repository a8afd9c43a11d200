"""The wire: what goes out is what was asked, and nothing else."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING

import httpx
import pytest

from simulator.judge.expect import Deviation
from simulator.judge.history import History
from simulator.judge.wire import Answer, Wire, encode_body, endpoint_of, merge_headers
from tests.simulator.judge.fake_gateway import FakeGateway, Give, Got

if TYPE_CHECKING:
    from pathlib import Path


def send(method: str, headers: list[tuple[str, str]], body: bytes = b"") -> tuple[Got, Answer]:
    async def once() -> tuple[Got, Answer]:
        async with FakeGateway(lambda _got: Give(headers={"X-Some": "ü"})).running() as gateway:
            wire = Wire(gateway.url)
            answer = await wire.send(method, wire.endpoint, headers, body)
            await wire.close()
            return gateway.got[0], answer

    return asyncio.run(once())


def test_nothing_is_added_but_host_and_length() -> None:
    got, _ = send("POST", [("X-One", "1"), ("x-one", "2")], b"\xff\x00")
    assert [name for name, _ in got.headers] == ["Host", "X-One", "x-one", "Content-Length"]
    assert got.body == b"\xff\x00"
    assert got.path == "/api/sync"


def test_a_request_without_a_body_has_no_length() -> None:
    got, _ = send("OPTIONS", [])
    assert [name for name, _ in got.headers] == ["Host"]


def test_answers_compare_header_names_without_case() -> None:
    _, answer = send("GET", [])
    assert answer.header("content-TYPE") == "application/json"
    assert answer.header("X-Some") == "ü"
    assert answer.header("X-None") is None


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff", b"[" * 200_000 + b"]" * 200_000])
def test_a_body_that_cannot_be_read_as_json_breaks_the_clause_that_asked(body: bytes) -> None:
    with pytest.raises(Deviation, match="body: expected JSON"):
        Answer(200, (), body).json()


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({"s": "ü", "n": None}, '{"s":"ü","n":null}'.encode()),
        ({"s": "\ud800"}, b'{"s":"\\ud800"}'),
        ('{"a":1e400}', b'{"a":1e400}'),
        (b"\xff", b"\xff"),
        ("\ud800", b"\xed\xa0\x80"),
    ],
)
def test_bodies_as_bytes(body: object, sent: bytes) -> None:
    assert encode_body(body) == sent


def test_given_headers_replace_and_remove_defaults() -> None:
    given = [("origin", "c"), ("origin", "d"), ("USER-AGENT", None)]
    assert merge_headers([("Origin", "a"), ("User-Agent", "b")], given) == [("origin", "c"), ("origin", "d")]


@pytest.mark.parametrize(
    ("gateway", "endpoint"),
    [
        ("http://h:1", "http://h:1/api/sync"),
        ("http://h:1/", "http://h:1/api/sync"),
        ("http://h:1/functions/sync", "http://h:1/functions/sync"),
    ],
)
def test_a_base_url_stands_for_its_endpoint(gateway: str, endpoint: str) -> None:
    assert endpoint_of(gateway) == endpoint


def test_exchanges_are_kept_as_they_were_also_without_an_answer(tmp_path: Path) -> None:
    async def twice() -> None:
        history = History(tmp_path / "history.jsonl", lambda: 7)
        gives = iter([Give(body=b"\xfe"), Give(close=True)])
        async with FakeGateway(lambda _got: next(gives)).running() as gateway:
            wire = Wire(gateway.url)
            seen = history.exchange_of("some.check")
            await wire.send("POST", wire.endpoint, [("Origin", "o")], b"\xff", seen=seen)
            with pytest.raises(httpx.HTTPError):
                await wire.send("POST", wire.endpoint, [], b"text", seen=seen)
            await wire.close()
        history.close()

    asyncio.run(twice())
    first, second = [json.loads(line) for line in (tmp_path / "history.jsonl").read_text().splitlines()]
    assert (first["kind"], first["number"], first["check"], first["at_ms"]) == ("exchange", 1, "some.check", 7)
    assert base64.b64decode(first["request"]["body"]) == b"\xff"
    assert ["Origin", "o"] in first["request"]["headers"]
    assert (first["answer"]["status"], first["answer"]["encoding"]) == (200, "base64")
    assert (second["request"]["body"], second["request"]["encoding"], second["answer"]) == ("text", "text", None)
