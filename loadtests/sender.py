"""How one beacon of a load goes out: FastHttpUser's own engine, bound to a source where clients are told apart so.

Only the process that Locust runs imports it. It decides how a certificate is checked, and knows no schedule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import certifi
import gevent.ssl
from geventhttpclient import HTTPClient
from geventhttpclient.connectionpool import ConnectionPool, SSLConnectionPool

if TYPE_CHECKING:
    from loadtests.order import Order


class _FromSource:
    def __init__(self, source: str, *place: Any, **options: Any) -> None:
        super().__init__(*place, **options)
        self._source = source

    def _connect_socket(self, sock: Any, address: Any) -> Any:
        sock.bind((self._source, 0))
        return super()._connect_socket(sock, address)


class Bound(_FromSource, ConnectionPool):
    """Connections that call from one local address."""


class BoundSecurely(_FromSource, SSLConnectionPool):
    """The same over TLS."""


class Sender:
    """FastHttpUser's own engine without its session, whose one cookie jar would make one visitor of all of them."""

    def __init__(self, order: Order) -> None:
        parts = urlsplit(order.endpoint)
        self._url, self._path = parts, parts.path + (f"?{parts.query}" if parts.query else "")
        self._order = order
        self._by_source = order.settings.addressing == "source"
        self._own = {"Authorization": order.authorization} if order.authorization else {}
        self._tls = trusting(order.ca) if parts.scheme == "https" else None
        self._clients: dict[str, HTTPClient] = {}

    def post(self, source: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Send one beacon and give status and body."""
        client = self._client(source if self._by_source else "")
        answer = client.request("POST", self._path, body=body, headers={**self._own, **headers})
        return answer.get_code(), bytes(answer.read())

    def _client(self, source: str) -> HTTPClient:
        if source not in self._clients:
            self._clients[source] = self._made(source)
        return self._clients[source]

    def _made(self, source: str) -> HTTPClient:
        secure = self._tls is not None
        port = self._url.port or (443 if secure else 80)
        believing = {"ssl_context_factory": lambda **_: self._tls} if secure else {}
        wait = {"connection_timeout": self._order.timeout_s, "network_timeout": self._order.timeout_s}
        size = self._order.in_flight_max
        client = HTTPClient(
            self._url.hostname,
            port,
            ssl=secure,
            concurrency=size,
            **believing,
            **wait,
        )
        if source:
            place = (self._url.hostname, port, self._url.hostname, port)
            kind = BoundSecurely if secure else Bound
            client._connection_pool = kind(source, *place, size=size, **believing, **wait)  # noqa: SLF001 - it takes no pool
        return client


def trusting(ca: str) -> Any:
    """Give a context that believes the usual authorities, the system's own, and those of a PEM text."""
    context = gevent.ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    if ca:
        context.load_verify_locations(cadata=ca)
    return context
