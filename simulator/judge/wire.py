"""HTTP to the target, exactly as asked: nothing is added but Host and Content-Length.

It decides how a client address is conveyed (X-Forwarded-For, a loopback source address, or not at all) and gives
every exchange to the history. It must not know clauses or what a right answer is. Answers are frozen values.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

import httpx

from simulator.judge import tls
from simulator.judge.expect import deviates

if TYPE_CHECKING:
    import ssl

    from simulator.judge.pacing import Pace

Pairs = Sequence[tuple[str, str | bytes]]
# How one client is told from another.
Addressing = Literal["forwarded", "source", "shared"]

TIMEOUT_S = 25.0
# Below the keep-alive of the servers we know (5 s): a connection they are about to close is not used again.
IDLE_S = 2.0
# A pool looks at each of its connections before each request: a burst's worth of idle ones would cost more than the
# requests. A loopback address is used for a handful of requests and then never again.
CONNECTIONS_MAX, IDLE_MAX, IDLE_MAX_OF_A_SOURCE = 200, 12, 0


@dataclass(frozen=True)
class Sent:
    """A request as it went out."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What came back. Header names compare without case; several values of one name stay several."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Give the header's value (several joined by a comma, as a client sees them), or None."""
        values = self.header_values(name)
        return ", ".join(values) if values else None

    def header_values(self, name: str) -> list[str]:
        """Give every value of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are not become U+FFFD."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Give the parsed body. A body that is no JSON breaks whatever clause asked for it: `Deviation`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            deviates("body", "JSON", self.text[:500])


class Wire:
    """One target's HTTP. `seen` is told of every exchange: who asked, what was sent, what came (None: no answer).

    `ca`: a file of authorities that are believed besides the usual ones.
    """

    def __init__(self, gateway: str, addressing: Addressing = "forwarded", ca: str | None = None) -> None:
        self.endpoint = endpoint_of(gateway)
        self.base = base_of(gateway)
        self.addressing: Addressing = addressing
        self.ca = ca
        # Where all of us are one client, each beacon waits for its turn.
        self.pace: Pace | None = None
        self.posted = 0
        # How many of them may have stored something: answered `synced`, failed at it, or not answered at all.
        self.perhaps_stored = 0
        self._clients: dict[str | None, httpx.AsyncClient] = {}

    @property
    def tls(self) -> ssl.SSLContext | None:
        """How its certificate is checked, for who opens a socket; None where it speaks plain HTTP."""
        return tls.trusting(self.ca) if urlsplit(self.endpoint).scheme == "https" else None

    async def send(
        self,
        method: str,
        url: str,
        headers: Pairs,
        body: bytes = b"",
        *,
        source: str | None = None,
        seen: Callable[[Sent, Answer | None], None] | None = None,
    ) -> Answer:
        """Send one request and give the answer; `source` is the local address to call from."""
        request = httpx.Request(method, url, headers=[(_raw(n), _raw(v)) for n, v in headers], content=body)
        sent = Sent(method, url, _pairs(request.headers.raw), body)
        if method == "POST":
            self.posted += 1
            if self.pace:
                await self.pace.turn()
        try:
            response = await self._client(source).send(request)
        except httpx.HTTPError:
            self.perhaps_stored += method == "POST"
            if seen:
                seen(sent, None)
            raise
        may_have = b'"synced"' in response.content or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        self.perhaps_stored += method == "POST" and may_have
        answer = Answer(response.status_code, _pairs(response.headers.raw), response.content)
        if seen:
            seen(sent, answer)
        return answer

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    def _client(self, source: str | None) -> httpx.AsyncClient:
        if source not in self._clients:
            self._clients[source] = _client(source, tls.trusting(self.ca))
        return self._clients[source]


def endpoint_of(gateway: str) -> str:
    """Give the address beacons go to: a bare base URL stands for its `/api/sync` (blueprint 2.1)."""
    return gateway.rstrip("/") + "/api/sync" if urlsplit(gateway).path in ("", "/") else gateway


def base_of(gateway: str) -> str:
    """Give scheme, host and port of a gateway's URL."""
    parts = urlsplit(gateway)
    return f"{parts.scheme}://{parts.netloc}"


def without_secret(url: str) -> str:
    """Give a URL without the name and password it may carry, for everything that is written down."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no URL at all, and said so elsewhere
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def place_of(url: str) -> tuple[str, int]:
    """Give host and port of a URL, its scheme's own port where it names none."""
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or (443 if parts.scheme == "https" else 80)


def path_of(url: str) -> str:
    """Give what a request to a URL has in its first line: path and query."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def headers_of(url: str) -> dict[str, str]:
    """Give the headers that a URL itself asks for: Host, and Authorization where it carries a name and password."""
    parts = urlsplit(url)
    named, _, host = parts.netloc.rpartition("@")
    if not named:
        return {"Host": host}
    who = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}".encode()
    return {"Host": host, "Authorization": f"Basic {base64.b64encode(who).decode()}"}


def merge_headers(defaults: Pairs, given: Sequence[tuple[str, str | bytes | None]]) -> list[tuple[str, str | bytes]]:
    """Add `given` to `defaults`, replacing those of the same name; the value None only removes."""
    named = {name.lower() for name, _ in given}
    kept = [(name, value) for name, value in defaults if name.lower() not in named]
    return kept + [(name, value) for name, value in given if value is not None]


def encode_body(body: dict[str, Any] | list[Any] | str | bytes) -> bytes:
    """Turn a body into bytes: text as UTF-8, bytes as they are, values as `JSON.stringify` writes them."""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    try:
        return _stringify(body, ascii_only=False).encode()
    except UnicodeEncodeError:  # lone surrogates only travel escaped
        return _stringify(body, ascii_only=True).encode()


def _stringify(body: Any, *, ascii_only: bool) -> str:
    return json.dumps(body, ensure_ascii=ascii_only, separators=(",", ":"), allow_nan=False)


def _client(source: str | None, context: ssl.SSLContext) -> httpx.AsyncClient:
    idle = IDLE_MAX if source is None else IDLE_MAX_OF_A_SOURCE
    limits = httpx.Limits(
        max_connections=CONNECTIONS_MAX, max_keepalive_connections=idle, keepalive_expiry=IDLE_S
    )
    transport = httpx.AsyncHTTPTransport(verify=context, limits=limits, local_address=source, trust_env=False)
    return httpx.AsyncClient(transport=transport, timeout=TIMEOUT_S, trust_env=False, follow_redirects=False)


def _raw(text: str | bytes) -> bytes:
    if isinstance(text, bytes):
        return text
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


def _pairs(raw: Sequence[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)
