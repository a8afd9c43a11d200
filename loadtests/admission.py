"""Who had to be let through: a fixed window a client, replayed over what is known of each request's time.

Each request has a time between two bounds: with the gateway's ledger both are its own time, without it they are when
the request was sent and when its answer came. A request that may lie on either side of an edge gives bounds, never a
guess. It decides what is wrong; it must not know where times come from. Times are whole milliseconds on one clock.

The rule (facts 14): a window opens with the first counted request and ends strictly after its deadline; the first
`limit` in it are admitted; refused ones neither count nor extend.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Seen:
    """One request: it arrived between `first_ms` and `last_ms`; `admitted` None: nobody knows, nor whether it came.

    `rank` is its place in the order of arrival, where that is known of every request with a known end.
    """

    first_ms: int
    last_ms: int
    admitted: bool | None
    rank: int | None = None


@dataclass(frozen=True)
class Window:
    """One client's window: what came surely into it, what may belong to it, and what became of both.

    `unknown` are requests without an answer. `expected` are bounds of how many had to be admitted. `too_many` were let
    through past the limit (a missing 429), `too_few` refused while there was room (a wrong one).
    """

    client: str
    number: int
    opened_ms: int
    offered: int
    perhaps: int
    admitted: int
    admitted_perhaps: int
    refused: int
    unknown: int
    expected: tuple[int, int]
    too_many: int
    too_few: int

    @property
    def exact(self) -> bool:
        """Whether every request of it is known to be in it."""
        return not self.perhaps and not self.unknown

    @property
    def wrong(self) -> bool:
        """Whether somebody was let through or refused who should not have been."""
        return bool(self.too_many or self.too_few)


def windows_of(client: str, seen: Iterable[Seen], limit: int, window_ms: int) -> list[Window]:
    """Replay one client's requests and give its windows in order."""
    left = sorted(seen, key=lambda one: (one.first_ms, one.last_ms))
    found: list[Window] = []
    carried: list[Seen] = []
    not_before_ms = -(1 << 62)
    while left:
        inside, perhaps, left, opened_ms = _split(left, carried, not_before_ms, window_ms)
        found.append(_window(client, len(found) + 1, inside, perhaps, opened_ms=opened_ms, limit=limit))
        not_before_ms = opened_ms + window_ms + 1
        carried = [one for one in perhaps if one.last_ms >= not_before_ms]
    return found


def _split(
    left: Sequence[Seen], carried: Sequence[Seen], not_before_ms: int, window_ms: int
) -> tuple[list[Seen], list[Seen], list[Seen], int]:
    """Part what is left into surely inside the next window, perhaps, and surely after it."""
    candidates = [*left, *carried]
    earliest_ms = max(not_before_ms, min(one.first_ms for one in candidates))
    known = [one.last_ms for one in left if one.admitted is not None]
    latest_ms = max(earliest_ms, min(known) if known else max(one.last_ms for one in candidates))
    sure_until_ms, perhaps_until_ms = earliest_ms + window_ms, latest_ms + window_ms
    inside, perhaps, after = [], list(carried), []
    for one in left:
        if one.first_ms > perhaps_until_ms:
            after.append(one)
        elif one.last_ms <= sure_until_ms and one.admitted is not None:
            inside.append(one)
        else:
            perhaps.append(one)
    return inside, perhaps, after, earliest_ms


def _window(
    client: str, number: int, inside: Sequence[Seen], perhaps: Sequence[Seen], *, opened_ms: int, limit: int
) -> Window:
    admitted = sum(one.admitted is True for one in inside)
    unknown = sum(one.admitted is None for one in perhaps)
    return Window(
        client=client,
        number=number,
        opened_ms=opened_ms,
        offered=len(inside),
        perhaps=len(perhaps) - unknown,
        admitted=admitted,
        admitted_perhaps=sum(one.admitted is True for one in perhaps),
        refused=len(inside) - admitted,
        unknown=unknown,
        expected=(min(len(inside), limit), min(len(inside) + len(perhaps), limit)),
        too_many=max(0, admitted - limit),
        too_few=_refused_early(inside, perhaps, unknown, limit),
    )


def _refused_early(inside: Sequence[Seen], perhaps: Sequence[Seen], unknown: int, limit: int) -> int:
    """Count refusals before which, at best, fewer than the limit had been admitted."""
    refused = [one for one in inside if one.admitted is False]
    passed = [one for one in (*inside, *perhaps) if one.admitted]
    ranked = all(one.rank is not None for one in (*refused, *passed))
    before = sorted(one.rank if ranked else one.first_ms for one in passed)
    places = (one.rank if ranked else one.last_ms for one in refused)
    return sum(bisect_right(before, place) + unknown < limit for place in places)
