"""No input ends in an exception of Python's, or in a text of its own: any value in any field, on the store in memory.

What only a Postgres knows of a value is a refusal here; over HTTP and on Postgres: test_any_request.py.
OPSMANTIK_ANY_INPUTS says how many are tried.
"""

from __future__ import annotations

import json
import os
import re
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings

from reference.cors import OriginList
from reference.gateway import Gateway
from reference.protocols import StoreError
from reference.rate_limit import FixedWindowLimiter
from reference.wire import Answer, Head, Request
from simulator.memory_store import MemoryStore
from simulator.postgres_grammar import CannotPredict
from tests.fixtures.gateway import CollectedDecisions, CollectedLog, FixedClock
from tests.properties.any_input import BEACON, SITE, AnyRequest, addresses, any_request, every_odd_value
from tests.properties.hard_cases import HardCases
from tests.properties.own_words import foreign_exceptions, foreign_words

if TYPE_CHECKING:
    from collections.abc import Coroutine

NOW_MS = 1_795_000_000_000  # in November 2026
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
ORIGIN = "https://example.com"
STATUSES = {200, 400, 403, 404, 500}
ASKED = os.environ.get("OPSMANTIK_ANY_INPUTS")
TRIED = int(ASKED or settings.default.max_examples * 6)
STEP = 1 if ASKED else 11


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Drive a coroutine that awaits only its turn."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration as ended:
        return ended.value


class Refusing(MemoryStore):
    """A store that refuses, as a database might, every value of which it cannot say what becomes."""

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or not hasattr(found, "__func__") or name == "read":
            return found

        async def refusing(*arguments: Any) -> Any:
            try:
                return await found(*arguments)
            except CannotPredict as error:
                raise StoreError("only a database knows", "22000") from error

        return refusing


class Core:
    """A fresh gateway and what it logs."""

    def __init__(self, allowed: str = "*") -> None:
        self.log = CollectedLog()
        at_us = iter(range(NOW_MS * 1000, 2**62))
        store = Refusing(
            sites={SITE: "1" + SITE[1:]}, months=["2026-11-01"], now_us=lambda: next(at_us), random=Random(1)
        )
        self.gateway = Gateway(
            store=store,
            limiter=FixedWindowLimiter(),
            clock=FixedClock(NOW_MS),
            random=Random(2),
            log=self.log,
            origins=OriginList.read(allowed, production=False),
        )

    def post(self, asked: AnyRequest) -> Answer:
        """Ingest a request of an allowed origin, unless its headers say otherwise."""
        headers = {"origin": ORIGIN, "x-forwarded-for": "10.0.0.7", **dict(asked.headers)}
        request = Request(Head("http://127.0.0.1/api/sync", headers), asked.body)
        return run(self.gateway.ingest(request, CollectedDecisions()))

    @property
    def lines(self) -> list[tuple[str, Any]]:
        """What was logged."""
        return [(line, fields) for _, line, fields in self.log.lines]


def test_any_request() -> None:
    """Twice the same, so that the second meets the first's session: a known status, own words, no foreign exception."""
    hard = HardCases()

    @settings(max_examples=TRIED)
    @given(asked=any_request())
    def property_holds(asked: AnyRequest) -> None:
        core = Core()
        for answer in (core.post(asked), core.post(asked)):
            assert answer.status in STATUSES
            assert foreign_words(answer.body) == []
            hard.met(str(answer.status))
        assert foreign_exceptions(core.lines) == []
        hard.met("given up by JavaScript or the store", bool(core.lines))

    property_holds()
    hard.require({"200": 60, "400": 30, "500": 10, "403": 1, "given up by JavaScript or the store": 5})


def test_every_odd_value() -> None:
    """One thing wrong at a time: every odd value in every field, key of meta and header."""
    for asked in every_odd_value(STEP):
        core = Core()
        for answer in (core.post(asked), core.post(asked)):
            assert answer.status in STATUSES, asked
            assert foreign_words(answer.body) == [], asked
        assert foreign_exceptions(core.lines) == [], asked


def test_any_origin() -> None:
    """An origin of any text is let in or refused by any list, and never more than that."""
    hard = HardCases()

    @settings(max_examples=TRIED // 3)
    @given(asked=any_request(), listed=addresses())
    def property_holds(asked: AnyRequest, listed: str) -> None:
        answer = Core(f"example.com,localhost:3000,{listed}").post(asked)
        assert answer.status in STATUSES
        assert foreign_words(answer.body) == []
        hard.met("refused", answer.status == 403)

    property_holds()
    hard.require({"refused": 5})


def test_no_address_is_lost() -> None:
    """Whatever bytes its parameters carry, an address that is one is stored as given."""
    hard = HardCases()

    @settings(max_examples=TRIED // 2)
    @given(page=addresses())
    def property_holds(page: str) -> None:
        core = Core()
        body = {**BEACON, "u": page, "meta": {}, "ea": "view", "el": "a"}
        answer = core.post(AnyRequest(json_bytes(body)))
        # Neither NUL nor half a pair can be stored, wherever it stands (facts 4, 9).
        if answer.status == 400 or not page or "%00" in page or UNSTORABLE.search(page):
            return
        assert answer.body == {"ok": True, "score": answer.body["score"], "status": "synced"}
        hard.met("with an escape", "%" in page)

    property_holds()
    hard.require({"with an escape": 60})


def json_bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
