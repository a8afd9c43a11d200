"""A gateway put together: core, Postgres store, HTTP shell, pages, and the controls if asked for.

Decides which part meets which; only here do real time and randomness enter. It must not know command lines.
"""

import random
import time
from typing import TextIO

from fastapi import FastAPI
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from reference.app import Lifetime, create_app, watch_nothing
from reference.clock import AdjustableClock
from reference.controls import controls_router, watch_into
from reference.gateway import Gateway
from reference.ledger import Ledger
from reference.log import LineLog
from reference.pages import pages_router
from reference.postgres_store import PostgresStore, open_pool
from reference.rate_limit import FixedWindowLimiter
from reference.settings import Settings


def assemble(
    settings: Settings, dsn: str, log: TextIO, *, controls: bool = False, demo_site: str | None = None
) -> FastAPI:
    """The application on this database, not started yet; `demo_site` is what its pages carry."""
    pool = open_pool(dsn, size=settings.pool_size, timeout_s=settings.pool_timeout_s)
    clock = AdjustableClock(lambda: time.time_ns() // 1_000_000)
    limiter = FixedWindowLimiter()
    gateway = Gateway(
        store=PostgresStore(pool),
        limiter=limiter,
        clock=clock,
        random=random.SystemRandom(),
        log=LineLog(log),
        origins=settings.origins,
    )

    async def database_answers() -> bool:
        try:
            async with pool.connection(timeout=1) as connection:
                await connection.execute("SELECT 1")
        except (OperationalError, PoolTimeout):
            return False
        return True

    lifetime = Lifetime(start=pool.open, stop=pool.close, ready=database_answers)
    ledger = Ledger()
    watch = watch_into(ledger, clock) if controls else watch_nothing
    app = create_app(gateway, settings, lifetime, watch)
    app.include_router(pages_router(demo_site))
    if controls:
        app.include_router(controls_router(clock, ledger, limiter))
    return app
