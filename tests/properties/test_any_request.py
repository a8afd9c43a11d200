"""No request over HTTP, on Postgres, ends in an exception of Python's or in a text of its own.

Any value in any field, parameter, label and header, any bytes as the body and as the query of the request itself.
OPSMANTIK_ANY_REQUESTS says how many are tried.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
from itertools import count
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings

from reference.assembly import assemble
from reference.settings import read_settings
from schema.databases import clone, drop
from tests.fixtures.served import HttpAnswer, Served, served
from tests.properties.any_input import SITE, AnyRequest, any_query, any_request, every_odd_value
from tests.properties.hard_cases import HardCases
from tests.properties.own_words import foreign_exceptions, foreign_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schema.postgres import PostgresServer

STATUSES = {200, 400, 403, 404, 429, 500}
# The server's own answer to what is no HTTP; no gateway hears of it.
NO_HTTP = b"Invalid HTTP request received."
ASKED = os.environ.get("OPSMANTIK_ANY_REQUESTS")
TRIED = int(ASKED or settings.default.max_examples * 2)
STEP = 1 if ASKED else 11


class Desk:
    """A gateway on a socket, what it logged since it was last asked, and clients that are never limited."""

    def __init__(self, gateway: Served, log: io.StringIO) -> None:
        self._gateway = gateway
        self._log = log
        self._numbers = count(1)

    def send(self, method: str, query: bytes, asked: AnyRequest) -> HttpAnswer:
        """Send it as it is, from an allowed origin and a new client unless it says otherwise."""
        number = next(self._numbers)
        if number % 50 == 0:
            self.order(b"reset")
        client = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        right = {"host": "127.0.0.1", "origin": "https://www.example.com", "x-forwarded-for": client}
        said = {name for name, _ in asked.headers}
        headers = [*((name, value) for name, value in right.items() if name not in said), *asked.headers]
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        return self._gateway.ask(method, b"/api/sync" + query, encoded, asked.body)

    def order(self, control: bytes) -> HttpAnswer:
        """Use one of the controls."""
        return self._gateway.ask("POST", b"/__controls/" + control, [(b"Host", b"127.0.0.1")])

    def ledger(self) -> HttpAnswer:
        """Read what the gateway wrote down of every request."""
        return self._gateway.ask("GET", b"/__controls/ledger", [(b"Host", b"127.0.0.1")])

    def logged(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Give the log lines since the last time, as prefix and fields."""
        lines = self._log.getvalue().splitlines()
        self._log.seek(0)
        self._log.truncate()
        return [(prefix, json.loads("{" + fields)) for prefix, _, fields in (line.partition("{") for line in lines)]


@pytest.fixture(scope="module")
def desk(postgres: PostgresServer, template: str) -> Iterator[Desk]:
    """One gateway and one database for all examples."""
    dsn, log = clone(postgres.admin_dsn, template), io.StringIO()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("INSERT INTO sites (public_id) VALUES (%s)", [SITE])
    app = assemble(read_settings({}), dsn, log, controls=True)
    with asyncio.Runner() as runner, served(runner, app) as gateway:
        yield Desk(gateway, log)
    drop(postgres.admin_dsn, dsn)


def test_every_odd_value(desk: Desk) -> None:
    """One thing wrong at a time, as in the core: here the database has its say."""
    for asked in every_odd_value(STEP):
        is_in_own_words(desk.send("POST", b"", asked), desk, asked)


def is_in_own_words(answer: HttpAnswer, desk: Desk, asked: AnyRequest) -> None:
    """Whether the answer and what was logged beside it are the gateway's own, or no gateway heard of the request."""
    assert answer.body == NO_HTTP or answer.status in STATUSES, (asked, answer)
    assert answer.body == NO_HTTP or foreign_words(json.loads(answer.body)) == [], (asked, answer)
    assert foreign_exceptions(desk.logged()) == [], asked


def test_any_request(desk: Desk) -> None:
    """A known status, a JSON body in own words, and no foreign exception in the log; a preflight has no body."""
    hard = HardCases()

    @settings(max_examples=TRIED, suppress_health_check=list(HealthCheck))
    @given(asked=any_request(), query=any_query())
    def property_holds(asked: AnyRequest, query: bytes) -> None:
        answer = desk.send("POST", query, asked)
        hard.met("not taken for HTTP", answer.body == NO_HTTP)
        is_in_own_words(answer, desk, asked)
        hard.met(str(answer.status))
        preflight = desk.send("OPTIONS", query, asked)
        assert preflight.body in (b"", NO_HTTP)
        assert preflight.status in (200, 403, 400)

    property_holds()
    assert desk.ledger().status == 200
    hard.require({"200": 30, "400": 30, "403": 0, "404": 0, "429": 0, "500": 5, "not taken for HTTP": 0})
