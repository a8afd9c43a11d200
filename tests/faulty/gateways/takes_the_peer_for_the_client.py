"""See the vice."""

from fastapi import Request

import reference.app
from reference.wire import Head
from tests.faulty.fault import Fault

_read_head = reference.app.read_head


def read_head_of_the_peer(request: Request) -> Head:
    """As a proxy that believes nobody: the peer in place of what X-Forwarded-For says."""
    head = _read_head(request)
    return Head(head.url, {**head.headers, "x-forwarded-for": request.client.host})


def without_proxies(app: object, trusted_hosts: object) -> object:  # noqa: ARG001 - uvicorn's signature
    """The server itself would put the forwarded address in the peer's place."""
    return app


FAULT = Fault(
    name="takes-the-peer-for-the-client",
    vice="The peer is the client, whatever X-Forwarded-For says: behind a proxy everybody is one.",
    killed_by=("GWY-310", "GWY-311"),
    replacements={
        "reference.app.read_head": read_head_of_the_peer,
        "uvicorn.config.ProxyHeadersMiddleware": without_proxies,
    },
)
