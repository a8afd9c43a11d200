"""What the gateway asks of the world: a store, a clock, randomness, a limiter, a log and an observer.

Decides the few shapes both shells (HTTP with Postgres, the simulator's scheduler) must offer. It must not know
either of them. `Store` is the only thing the gateway ever awaits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class StoreError(Exception):
    """The database refused or did not answer: its message, SQLSTATE (None: it was never reached) and detail."""

    def __init__(self, message: str, code: str | None = None, details: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details


UNIQUE_VIOLATION = "23505"


@dataclass(frozen=True)
class StoredSession:
    """A row of `sessions` as far as the gateway reads it back; the month as the database writes a date."""

    id: str
    created_month: str
    attribution_source: str | None = None
    gclid: str | None = None


@dataclass(frozen=True)
class AdTrace:
    """`metadata.gclid` and `metadata.fp` of one past event, as JSON values."""

    gclid: Any
    fingerprint: Any


Row = Mapping[str, Any]
"""Column to JavaScript value; the database coerces, undefined is left out."""


class Store(Protocol):
    """Every method is one statement and its own transaction, and raises StoreError."""

    async def find_sites(self, public_ids: Sequence[str]) -> list[str]:
        """Ids of at most two sites with one of these public ids."""

    async def find_ad_traces(self, months: Sequence[str], limit: int) -> list[AdTrace]:
        """The newest events of all sites in these months whose metadata has the key `gclid`."""

    async def find_session(self, session_id: str, month: str) -> StoredSession | None:
        """The session of this id and month; both are text that the database reads."""

    async def insert_session(self, row: Row) -> StoredSession:
        """Insert and read back id and month."""

    async def update_session(self, session: StoredSession, row: Row) -> None:
        """Set these columns of one session."""

    async def count_session_events(self, session: StoredSession) -> int | None:
        """`event_count` of one session."""

    async def insert_event(self, row: Row) -> None:
        """Insert one event."""

    async def upsert_call(self, row: Row) -> None:
        """Insert one call; a conflict on (site_id, intent_stamp) is ignored."""

    async def find_recent_calls(self, like: Row, since: str) -> list[str]:
        """Ids of at most two intents with these columns, created at or after the ISO time."""

    async def insert_call(self, row: Row) -> None:
        """Insert one call."""


class Clock(Protocol):
    """The gateway's clock, not the database's."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""


class Random(Protocol):
    """Randomness for session ids and stamps; `random.Random` is one."""

    def getrandbits(self, k: int, /) -> int:
        """`k` random bits."""

    def choices(self, population: Sequence[str], *, k: int) -> list[str]:
        """`k` elements with replacement."""


@dataclass(frozen=True)
class Quota:
    """What the limiter says of one request."""

    allowed: bool
    limit: int
    remaining: int
    reset_ms: int


class RateLimiter(Protocol):
    """Admission by client."""

    def admit(self, client: str, now_ms: int) -> Quota:
        """Count one request of this client, or refuse it."""


class Log(Protocol):
    """The blueprint's log lines: a literal prefix and named fields."""

    def error(self, line: str, fields: Mapping[str, Any]) -> None:
        """`console.error(line, fields)`."""

    def warn(self, line: str, fields: Mapping[str, Any]) -> None:
        """`console.warn(line, fields)`."""

    def info(self, line: str, fields: Mapping[str, Any]) -> None:
        """`console.log(line, fields)`."""


class Observer(Protocol):
    """Hears each decision of one request by the clause that made it."""

    def decided(self, clause: str) -> None:
        """The gateway just acted on this clause of SPEC.md."""
