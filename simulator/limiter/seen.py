"""What was asked of a limiter and seen: an exchange with the times between which it happened, and what it proves.

An answer is known to have been decided within [sent, answered] and nowhere nearer: where the gateway's clock stands
still both are the same millisecond, elsewhere they are milliseconds of the harness's monotonic clock. It knows no HTTP
client and no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.judge.wire import Answer

EVIDENCE_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
# exact: nothing else is possible; bounds: it lies between two numbers; no: nobody can tell, and the value says why.
Told = Literal["exact", "bounds", "no"]


@dataclass(frozen=True)
class Seen:
    """One request and its answer. `what` says for people what was sent; `number` finds it in history.jsonl."""

    number: int
    what: str
    sent_ms: float
    answered_ms: float
    answer: Answer

    @property
    def refused(self) -> bool:
        """Whether the limiter refused it."""
        return self.answer.status == HTTPStatus.TOO_MANY_REQUESTS

    @property
    def admitted(self) -> bool:
        """Whether the limiter let it through, whatever became of it afterwards."""
        return not self.refused

    def remaining(self) -> int | None:
        """Give X-RateLimit-Remaining, if there is a number."""
        return number_in(self.answer.header("X-RateLimit-Remaining"))

    def told(self) -> dict[str, Any]:
        """Give it for machines."""
        headers = {name: self.answer.header(name) for name in EVIDENCE_HEADERS if self.answer.header(name) is not None}
        times = {"sent_ms": round(self.sent_ms, 3), "answered_ms": round(self.answered_ms, 3)}
        return {"number": self.number, "what": self.what, **times, "status": self.answer.status, "headers": headers}


@dataclass(frozen=True)
class Property:
    """One property of a limiter, and the exchanges that prove it.

    `value` is for people, `measured` for machines. `one_window`: it holds only if all of `span_ms` lies in one window
    of the client it speaks of; whoever knows the window checks that afterwards. `proven`: the client was refused at the
    end, so that of a window that gives all back at once no end lay in between, however long it took.
    """

    name: str
    value: str
    told: Told
    why: str
    evidence: tuple[Seen, ...] = ()
    measured: Mapping[str, Any] = field(default_factory=dict)
    span_ms: tuple[float, float] | None = None
    proven: bool = False


def untold(name: str, why: str, evidence: Sequence[Seen] = (), **measured: Any) -> Property:
    """Give a property of which nobody can tell."""
    return Property(name, "could not be told", "no", why, tuple(evidence), measured)


def span_of(seen: Sequence[Seen]) -> tuple[float, float]:
    """Give the times between which all of these happened."""
    return min(one.sent_ms for one in seen), max(one.answered_ms for one in seen)


def ends_of(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Give what proves a burst: its first and last admitted, its first and last refused; in order, each once."""
    chosen: dict[int, Seen] = {}
    for group in ([one for one in seen if one.admitted], [one for one in seen if one.refused]):
        for one in (*group[:1], *group[-1:]):
            chosen[one.number] = one
    return tuple(chosen[number] for number in sorted(chosen))


def admitted(seen: Sequence[Seen]) -> int:
    """How many of these the limiter let through."""
    return sum(one.admitted for one in seen)


def number_in(text: str | None) -> int | None:
    """Give the whole number a header carries, or None."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
