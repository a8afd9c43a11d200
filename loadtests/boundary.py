"""From what was sent and seen to each client's windows, and how they were known.

With the ledger a request's time is the gateway's own; where its clock stood still that is exact to the request, else
to the few milliseconds between writing the ledger and asking the limiter. Without it, it is bounded by when the
request was sent and answered. The rule itself is next door (admission.py).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from loadtests import records
from loadtests.admission import Seen, Window, windows_of
from loadtests.arrival import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from loadtests.arrival import Part, Settings
    from loadtests.ledger import Entry
    from loadtests.records import Outcomes

# Between a record of the ledger and its question to the limiter lies less than this, unless the machine stands still.
LEDGER_SLACK_MS = 20
# Two clocks that count the same minute, and whole milliseconds of both.
CLOCK_SLACK_MS = 5
FOR_EVER_MS = 1 << 60
TOO_MANY = 429
SHOWN_MAX = 60


@dataclass(frozen=True)
class Boundary:
    """Every window of a part, and how its requests' times were known: `ledger`, or `intervals`."""

    known_by: str
    windows: Sequence[Window]

    @property
    def too_many(self) -> int:
        """Requests that were let through past the limit."""
        return sum(one.too_many for one in self.windows)

    @property
    def too_few(self) -> int:
        """Requests that were refused while there was room."""
        return sum(one.too_few for one in self.windows)

    @property
    def exact(self) -> bool:
        """Whether every request is known to be in its window."""
        return all(one.exact for one in self.windows)

    def told(self, limit: int) -> dict[str, Any]:
        """Give the sums, and the windows that are worth a line: wrong ones, inexact ones, those at the limit."""
        ranked = sorted(self.windows, key=lambda one: (not one.wrong, one.exact, one.offered < limit, one.number))
        return {
            "known_by": self.known_by,
            "exact": self.exact,
            "clients": len({one.client for one in self.windows}),
            "windows": len(self.windows),
            "offered": sum(one.offered + one.perhaps + one.unknown for one in self.windows),
            "admitted": sum(one.admitted for one in self.windows),
            "refused": sum(one.refused for one in self.windows),
            "wrong_windows": sum(one.wrong for one in self.windows),
            "inexact_windows": sum(not one.exact for one in self.windows),
            "too_many": self.too_many,
            "too_few": self.too_few,
            "shown": [asdict(one) for one in ranked[:SHOWN_MAX]],
        }


def seen_by_intervals(outcomes: Outcomes, number: int, due_ms: int) -> Seen | None:
    """Bound a request's time by when it was sent and answered; None for one that was never sent.

    `due_ms`: one of which nothing is known was not sent before.
    """
    kind = outcomes.kind[number]
    if kind == records.UNSENT:
        return None
    first_ms = (outcomes.sent_us[number] // 1_000 or due_ms) - CLOCK_SLACK_MS
    if kind in records.UNKNOWN:
        return Seen(first_ms, FOR_EVER_MS, None)
    return Seen(first_ms, outcomes.done_us[number] // 1_000 + CLOCK_SLACK_MS, kind != records.LIMITED)


def draw(
    part: Part,
    settings: Settings,
    outcomes: Outcomes,
    addresses: Sequence[str],
    *,
    ledger: Mapping[int, Entry] | None,
    start_ms: int,
) -> Boundary:
    """Replay every client's windows. `ledger`: the gateway's entries by request number, where it has controls.

    `start_ms`: where the gateway's clock stood when the part began, if it was moved.
    """
    clients: dict[int, list[Seen]] = defaultdict(list)
    began_ms = start_ms if part.moved else _began_ms(part, outcomes)
    for number, arrival in enumerate(part.arrivals()):
        seen = _seen(outcomes, number, ledger, began_ms + arrival.at_ms, moved=part.moved)
        if seen:
            clients[key_of(arrival, settings)].append(seen)
    windows = [
        window for client, seen in sorted(clients.items()) for window in _windows(addresses[client], seen, settings)
    ]
    return Boundary("intervals" if ledger is None else "ledger", windows)


def _windows(client: str, seen: Iterable[Seen], settings: Settings) -> list[Window]:
    return windows_of(client, seen, settings.limit, settings.window_ms)


def _began_ms(part: Part, outcomes: Outcomes) -> int:
    """Give when the part's first millisecond was, by the first request that has a line."""
    known = (outcomes.due_us[n] // 1_000 - one.at_ms for n, one in enumerate(part.arrivals()) if outcomes.due_us[n])
    return next(known, 0)


def _seen(
    outcomes: Outcomes, number: int, ledger: Mapping[int, Entry] | None, due_ms: int, *, moved: bool
) -> Seen | None:
    if ledger is None:
        return seen_by_intervals(outcomes, number, due_ms)
    entry = ledger.get(number)
    if entry:
        slack_ms = 0 if moved else LEDGER_SLACK_MS
        return Seen(entry.received_ms, entry.received_ms + slack_ms, entry.status != TOO_MANY, entry.rank)
    if outcomes.kind[number] in (records.UNSENT, records.MISSING):
        return None  # what the gateway answered it wrote down, and there is no such line
    return Seen(due_ms if moved else outcomes.sent_us[number] // 1_000, FOR_EVER_MS, None)
