"""What can go wrong on the wire, as values, and the rules that say to whom.

Everything here is data: it knows no sockets. `strikes.py` carries the faults out, `rules.py` counts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.proxy.framing import RequestHead


@dataclass(frozen=True)
class Pass:
    """Nothing goes wrong: shields what it matches from the rules after it."""


@dataclass(frozen=True)
class Refuse:
    """The connection is reset as soon as it is accepted. Asked before any request is seen, so it matches nothing."""


@dataclass(frozen=True)
class ResetBeforeBody:
    """The client is reset after its head was read; the upstream sees nothing of the request."""


@dataclass(frozen=True)
class ResetInBody:
    """Head and `after_bytes` of the body reach the upstream, then both ends are reset."""

    after_bytes: int


@dataclass(frozen=True)
class ResetAfterBody:
    """The upstream gets the whole request; `delay_ms` later the client is reset, whatever the answer would be."""

    delay_ms: int = 0


@dataclass(frozen=True)
class ResetInAnswer:
    """The client gets head and `after_bytes` of the answer's body, then it is reset."""

    after_bytes: int


@dataclass(frozen=True)
class DropAnswer:
    """The upstream answers in full; the answer is discarded and, `delay_ms` later, the connection closed."""

    delay_ms: int = 0


@dataclass(frozen=True)
class Hang:
    """The request is read and never answered, the upstream sees nothing. Raw: nothing passes until the rules change."""


@dataclass(frozen=True)
class HangAnswer:
    """The upstream gets the whole request and may answer; the client hears nothing until it gives up."""


@dataclass(frozen=True)
class Delay:
    """The request waits `request_ms` before the upstream sees it, the answer `answer_ms` before the client does.

    Raw: every piece that arrives waits that long.
    """

    request_ms: int = 0
    answer_ms: int = 0


@dataclass(frozen=True)
class Slow:
    """A thin line: `bytes_per_second` in each direction."""

    bytes_per_second: int


@dataclass(frozen=True)
class Answer:
    """The proxy answers by itself once it has read the request; the upstream sees nothing. Content-Length is added."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay_ms: int = 0


Fault = (
    Pass
    | Refuse
    | ResetBeforeBody
    | ResetInBody
    | ResetAfterBody
    | ResetInAnswer
    | DropAnswer
    | Hang
    | HangAnswer
    | Delay
    | Slow
    | Answer
)
RAW_FAULTS = (Pass, Refuse, Hang, Delay, Slow)


@dataclass(frozen=True)
class Rule:
    """Which requests (raw: connections) a fault strikes. Rules are asked in order; the first that strikes is the last.

    `method` equals; `path` (with its query), `body` and the header's value contain; what is empty matches everything.
    `reused` asks whether the connection carried a request before. Of the matches it strikes those from number
    `from_match` (counted from 1) on, at most `count` times, each with `probability`. `hits_min` is how often it must
    have struck for the run to have shown anything (`Proxy.missed`).
    """

    fault: Fault
    title: str = ""
    method: str = ""
    path: str = ""
    header: tuple[str, str] = ("", "")
    body: bytes = b""
    reused: bool | None = None
    from_match: int = 1
    count: int | None = None
    probability: float = 1.0
    hits_min: int = 0

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError(f"expected a probability from 0 to 1, came {self.probability}")
        if self.from_match < 1:
            raise ValueError(f"matches are counted from 1, from_match came as {self.from_match}")
        if isinstance(self.fault, Slow) and self.fault.bytes_per_second < 1:
            raise ValueError(f"expected at least 1 byte a second, came {self.fault.bytes_per_second}")
        if isinstance(self.fault, Refuse) and self.selects_requests:
            raise ValueError("a connection is refused before its request is seen: Refuse cannot match on one")

    @property
    def name(self) -> str:
        """The title, or the fault's name in words."""
        return self.title or re.sub(r"(?<!^)(?=[A-Z])", " ", type(self.fault).__name__).lower()

    @property
    def selects_requests(self) -> bool:
        """Whether the rule asks for anything that only a request has."""
        return bool(self.method or self.path or self.header[0] or self.body or self.reused is not None)

    def matches_head(self, head: RequestHead, *, reused: bool) -> bool:
        """Whether all but the body fits."""
        name, wanted = self.header
        return (
            self.method in ("", head.method)
            and self.path in head.path
            and (not name or any(wanted in value for value in head.values(name)))
            and self.reused in (None, reused)
        )
