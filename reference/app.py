"""The HTTP shell: FastAPI around `Gateway`.

Decides how a request's bytes become a Head and a body within the size and time limits, and how an Answer becomes
bytes. No rule of the gateway lives here.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from reference.cors import VERSION
from reference.gateway import Gateway
from reference.openapi import HEALTH_RESPONSES, PREFLIGHT_RESPONSES, SYNC_BODY, SYNC_RESPONSES
from reference.settings import Settings
from reference.wire import Answer, BodyFailure, Head

ENDPOINT = "/api/sync"
_BLANKS = " \t"  # around a field's value they belong to the wire (RFC 9110, 5.5)


class Exchange(Protocol):
    """One request as a watcher sees it; also its observer."""

    def decided(self, clause: str) -> None:
        """See Observer."""

    def read(self, body: bytes | BodyFailure) -> None:
        """The body is here."""

    async def answered(self, answer: Answer) -> None:
        """The answer is made."""


class Unwatched:
    """Nobody looks."""

    def decided(self, clause: str) -> None:
        """See Observer."""

    def read(self, body: bytes | BodyFailure) -> None:
        """See Exchange."""

    async def answered(self, answer: Answer) -> None:
        """See Exchange."""


Watch = Callable[[Request], Exchange]
_UNWATCHED = Unwatched()


def watch_nothing(_request: Request) -> Exchange:
    """Requests are not recorded."""
    return _UNWATCHED


@dataclass(frozen=True)
class Lifetime:
    """What is opened before the first request and closed after the last; `ready` says whether the store answers."""

    start: Callable[[], Any]
    stop: Callable[[], Any]
    ready: Callable[[], Any]


def create_app(gateway: Gateway, settings: Settings, lifetime: Lifetime, watch: Watch = watch_nothing) -> FastAPI:
    """The application; `watch` is told of every exchange with the endpoint."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await lifetime.start()
        yield
        await lifetime.stop()

    app = FastAPI(title="OpsMantik sync gateway", version=VERSION, lifespan=lifespan)

    @app.options(ENDPOINT, responses=PREFLIGHT_RESPONSES, response_class=Response, summary="CORS preflight")
    async def preflight(request: Request) -> Response:
        exchange = watch(request)
        exchange.read(b"")
        return await _answered(gateway.preflight(read_head(request), exchange), exchange)

    @app.post(ENDPOINT, responses=SYNC_RESPONSES, openapi_extra={"requestBody": SYNC_BODY}, summary="Take one beacon")
    async def sync(request: Request) -> Response:
        exchange = watch(request)
        admitted = gateway.admit(read_head(request), exchange)
        if isinstance(admitted, Answer):
            return await _answered(admitted, exchange)
        try:
            body = await read_body(request, settings)
        except ClientDisconnect:
            return Response(status_code=400)  # to nobody: the client hung up in the middle of its body
        exchange.read(body)
        return await _answered(await gateway.accept(admitted, body, exchange), exchange)

    @app.get("/healthz", responses=HEALTH_RESPONSES, summary="Does the gateway live, and does its database answer?")
    async def health() -> JSONResponse:
        ready = await lifetime.ready()
        state = {"status": "ok" if ready else "database unreachable", "version": VERSION}
        return JSONResponse(state, status_code=200 if ready else 503)

    return app


async def _answered(answer: Answer, exchange: Exchange) -> Response:
    await exchange.answered(answer)
    if answer.body is None:
        return Response(status_code=answer.status, headers=dict(answer.headers))
    return Response(encode_body(answer.body), answer.status, dict(answer.headers), media_type="application/json")


def encode_body(body: Mapping[str, Any]) -> bytes:
    """`JSON.stringify`: no spaces, UTF-8; what no encoding has (a lone surrogate in a message) is escaped."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace")


def read_head(request: Request) -> Head:
    """Lower-case names, values as Latin-1 without blanks around them, repeated headers joined as Node joins them."""
    headers: dict[str, str] = {}
    for name, value in request.scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1").strip(_BLANKS)
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return Head(_url(request, headers.get("host", "")), headers)


def _url(request: Request, host: str) -> str:
    """The request's URL for the log: any bytes may stand in it, and the framework's own reads only UTF-8."""
    query = request.scope["query_string"].decode("latin-1")
    return f"{request.scope['scheme']}://{host}{request.scope['path']}{'?' if query else ''}{query}"


async def read_body(request: Request, settings: Settings) -> bytes | BodyFailure:
    """The body, or why there is none: larger or slower than the settings allow."""
    received = bytearray()
    try:
        async with asyncio.timeout(settings.body_timeout_ms / 1000):
            async for chunk in request.stream():
                received += chunk
                if len(received) > settings.max_body_bytes:
                    return BodyFailure.TOO_LARGE
    except TimeoutError:
        return BodyFailure.TOO_SLOW
    return bytes(received)
