"""The bundled gateway in this process, as a bench: its own code, clock and Postgres, and no socket between.

Decides how a test stands it on the table, with a limit that is small or a build of the gallery. It must not know what
is measured there.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import psycopg

from reference.rate_limit import FixedWindowLimiter
from simulator.judge.addresses import Addresses
from simulator.judge.bench import Bench
from simulator.judge.clock import GatewayClock
from simulator.judge.history import History
from simulator.judge.site import Site
from simulator.judge.wire import Wire
from tests.fixtures.web import Web, web_on
from tests.simulator.limiter.fake_limiter import DENIED, ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    import pytest

    from tests.faulty.fault import Fault

PUBLIC_ID = "22222222-2222-4222-8222-222222222222"


class WireWithin(Wire):
    """A wire that ends in this process."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        super().__init__(str(client.base_url))
        self._within = client

    def _client(self, source: str | None) -> httpx.AsyncClient:  # noqa: ARG002 - there is one peer only
        return self._within


@contextmanager
def bundled_bench(
    dsn: str, monkeypatch: pytest.MonkeyPatch, *, limit: int | None = None, fault: Fault | None = None
) -> Iterator[tuple[Web, Bench]]:
    """Start the gateway, of another limit or with a vice, and give it with a bench."""
    with ExitStack() as stack:
        if limit:
            monkeypatch.setattr(FixedWindowLimiter.__init__, "__defaults__", (limit, 60_000))
        if fault:
            stack.enter_context(fault.installed())
        web = stack.enter_context(web_on(dsn, {"ALLOWED_ORIGINS": ORIGIN}, controls=True))
        wire = WireWithin(web.client)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("INSERT INTO sites (public_id) VALUES (%s)", [PUBLIC_ID])
            month = connection.execute("SELECT date_trunc('month', CURRENT_DATE)::date::text").fetchone()[0]
        yield web, _bench(wire, month, limit or 100)


def _bench(wire: Wire, month: str, limit: int) -> Bench:
    async def lives() -> None:
        return None

    return Bench(
        wire=wire,
        addresses=Addresses(0),
        history=History(None, lambda: 0),
        origin=ORIGIN,
        denied_origin=DENIED,
        month=month,
        month_without_partition="1999-01-01",
        died=lives,
        now_ms=lambda: 0,
        limit=limit,
        site=Site(None, PUBLIC_ID),
        clock=GatewayClock(wire),
    )
