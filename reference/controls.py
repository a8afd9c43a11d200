"""`/__controls/`: the levers of a gateway under test: its clock, its ledger, a fresh start.

Decides the routes and what they refuse. Mounted only on a loopback bind; no rule of the gateway lives here.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import JSONResponse

from reference.app import Exchange, Watch
from reference.clock import AdjustableClock
from reference.ledger import Ledger, Record, body_value
from reference.rate_limit import FixedWindowLimiter
from reference.wire import Answer, BodyFailure

LONGEST_WAIT_MS = 30_000
LONGEST_SPAN_MS = 1000 * 365 * 86_400_000


class Recorded:
    """An exchange that is written into the ledger."""

    def __init__(self, ledger: Ledger, record: Record) -> None:
        self._ledger = ledger
        self._record = record

    def decided(self, clause: str) -> None:
        """See Observer."""
        self._record.decided(clause)

    def read(self, body: bytes | BodyFailure) -> None:
        """See Exchange."""
        self._record.body = {"failure": body.name} if isinstance(body, BodyFailure) else body_value(body)

    async def answered(self, answer: Answer) -> None:
        """See Exchange."""
        await self._ledger.close(self._record, answer.status, answer.headers, answer.body)


def watch_into(ledger: Ledger, clock: AdjustableClock) -> Watch:
    """Record every exchange, stamped with the gateway's own time."""

    def watch(request: Request) -> Exchange:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.scope["headers"]]
        record = ledger.open(clock.now_ms(), request.method, request.scope["path"], headers)
        return Recorded(ledger, record)

    return watch


def _is_span(value: int) -> bool:
    """A number of milliseconds that leaves the clock at a date Python has; `true` is no number."""
    return not isinstance(value, bool) and abs(value) <= LONGEST_SPAN_MS


def controls_router(clock: AdjustableClock, ledger: Ledger, limiter: FixedWindowLimiter) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/__controls", tags=["controls"])

    @router.get("/clock")
    async def read_clock() -> dict[str, Any]:
        return {"now_ms": clock.now_ms(), "offset_ms": clock.offset_ms, "frozen": clock.frozen_ms is not None}

    @router.post("/clock", response_model=None, responses={422: {"description": "Not an order the clock takes"}})
    async def set_clock(order: Annotated[dict[str, Any], Body()]) -> dict[str, Any] | JSONResponse:
        match order:
            case {"offset_ms": int(offset_ms), **rest} if not rest and _is_span(offset_ms):
                clock.shift(offset_ms)
            case {"now_ms": int(now_ms), **rest} if not rest and _is_span(now_ms):
                clock.freeze(now_ms)
            case _:
                expected = 'expected {"offset_ms": n} or {"now_ms": n}, n whole milliseconds within a thousand years'
                return JSONResponse({"error": f"{expected}, but it is {str(order)[:200]}"}, status_code=422)
        return await read_clock()

    @router.get("/ledger")
    async def read_ledger(
        after: Annotated[int, Query(ge=0)] = 0, wait_ms: Annotated[int, Query(ge=0, le=LONGEST_WAIT_MS)] = 0
    ) -> dict[str, Any]:
        return await ledger.read(after, wait_ms)

    @router.post("/reset")
    async def reset() -> dict[str, bool]:
        """Ledger, limiter and clock as at the start."""
        ledger.forget()
        limiter.forget()
        clock.shift(0)
        return {"reset": True}

    return router
