"""What comes to the gateway and what it answers, without a word of any HTTP library.

Decides the shape of a request's head, of a body that could not be read, and of the two body forms
(`createSyncResponse`, blueprint 3). It must not know sockets, SQL or what the fields are used for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class BodyFailure(Enum):
    """Why a body is not there: ours to say (GWY-427)."""

    TOO_LARGE = "the body is larger than this gateway takes"
    TOO_SLOW = "the body did not arrive in time"


@dataclass(frozen=True)
class Head:
    """A request before its body: the URL, and the headers with lower-case names, repeated ones joined by `, `."""

    url: str
    headers: Mapping[str, str]

    def get(self, name: str) -> str | None:
        """The header's value, or None."""
        return self.headers.get(name)


@dataclass(frozen=True)
class Request:
    """A whole request."""

    head: Head
    body: bytes | BodyFailure


@dataclass(frozen=True)
class Answer:
    """Status, headers, and the members of the JSON body in their order (None: an empty body)."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


def sync_body(*, ok: bool, score: int | None, **rest: Any) -> dict[str, Any]:
    """`createSyncResponse(ok, score, rest)`: the keys in the order the blueprint writes them."""
    return {"ok": ok, "score": score, **rest}
