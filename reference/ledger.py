"""The ledger: every request the gateway has seen, with its answer and decisions, for whoever watches.

Decides what a record holds and how long a reader waits for the next one. It must not know what a record means.
"""

import asyncio
import base64
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

RECORDS_KEPT = 20_000


@dataclass
class Record:
    """One request: numbered at arrival; status 0 while it has no answer yet."""

    number: int
    received_ms: int
    method: str
    path: str
    headers: Sequence[tuple[str, str]]
    body: Mapping[str, str] = field(default_factory=dict)
    status: int = 0
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    answer_body: Mapping[str, Any] | None = None
    decisions: list[str] = field(default_factory=list)

    def decided(self, clause: str) -> None:
        """Be the request's observer."""
        self.decisions.append(clause)


def body_value(body: bytes) -> dict[str, str]:
    """The body as text where it is UTF-8, else base64, under the name that says which."""
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


class Ledger:
    """Records in order of arrival, readable once they are answered; the oldest are dropped past a limit."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque(maxlen=RECORDS_KEPT)
        self._last = 0
        self._answered = asyncio.Condition()

    def open(self, received_ms: int, method: str, path: str, headers: Sequence[tuple[str, str]]) -> Record:
        """Number a request that has just arrived."""
        self._last += 1
        record = Record(self._last, received_ms, method, path, headers)
        self._records.append(record)
        return record

    async def close(self, record: Record, status: int, headers: Mapping[str, str], body: Any) -> None:
        """Write the answer down and wake whoever waits."""
        record.status, record.answer_headers, record.answer_body = status, headers, body
        async with self._answered:
            self._answered.notify_all()

    async def read(self, after: int, wait_ms: int) -> dict[str, Any]:
        """Answered records with a higher number; waits for the first one at most this long."""
        try:
            async with asyncio.timeout(wait_ms / 1000), self._answered:
                await self._answered.wait_for(lambda: self._since(after))
        except TimeoutError:
            pass
        records = self._since(after)
        return {"records": [asdict(record) for record in records], "last": self._last}

    def _since(self, after: int) -> list[Record]:
        return [record for record in self._records if record.number > after and record.status]

    def forget(self) -> None:
        """Drop every record; numbers go on."""
        self._records.clear()
