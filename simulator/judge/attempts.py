"""What a page did to get an event out, as one value an attempt: its offers, and all that was seen of the request.

It decides when two offers are one attempt (the fetch that follows a beacon the browser did not take), and when two
texts are one body. It knows no fate: `account.py` draws the conclusions. Values here are filled while a history is
read and left alone afterwards.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simulator.judge.visit import ENDPOINT, UNHEARD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.judge.visit import Arrived, Carried, FetchEnded, Offered, Threw, Wrote

# What became of an item of the queue, while it is no fate of its own.
STANDING_QUEUED = "queued"
STANDING_DRAINED = "drained"
STANDING_VANISHED = "vanished"


@dataclass(eq=False)
class Attempt:
    """One attempt: a beacon, a fetch, or a beacon that was refused and its fetch. `late`: made by a drain.

    `queued`: a queue write followed from its failure. `dead`: the record that had made the queue unusable when the
    failure was heard. `refused_write`: the queue write that failed for it.
    """

    offers: list[Offered]
    late: bool = False
    carried: Carried | None = None
    ended: FetchEnded | None = None
    arrivals: list[Arrived] = field(default_factory=list)
    queued: bool = False
    dead: int | None = None
    refused_write: Wrote | None = None

    @property
    def first(self) -> Offered:
        """The offer it began with."""
        return self.offers[0]

    @property
    def request(self) -> Offered | None:
        """The offer that became a request, if one did."""
        last = self.offers[-1]
        return last if is_request(last) else None

    @property
    def thrown(self) -> bool:
        """Whether sendBeacon threw."""
        return self.offers[-1].result.startswith("threw")

    @property
    def wants_fetch(self) -> bool:
        """Whether a fetch with the same body would be its second half."""
        return self.request is None and not self.thrown

    @property
    def failed(self) -> bool:
        """Whether its page heard that it came to nothing."""
        return self.ended is not None and not is_ok(self.ended.status)


@dataclass(eq=False)
class Emitted:
    """One event, from the moment in which a page made it. `counts`: it is an event, and not rubbish in the queue.

    `standing` is what became of it in the queue, `proof` the numbers of the records that say so. `threw`: it could
    not even be made.
    """

    body: str
    tab: str
    page: int
    at_ms: int
    attempts: list[Attempt] = field(default_factory=list)
    writes: list[Wrote] = field(default_factory=list)
    seeded: bool = False
    counts: bool = True
    standing: str = ""
    proof: tuple[int, ...] = ()
    threw: Threw | None = None
    rows: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """The body as an object; an empty one if it is none."""
        value = parsed(self.body)
        return value if isinstance(value, dict) else {}

    @property
    def arrivals(self) -> list[Arrived]:
        """Every request of it that arrived."""
        return [arrival for attempt in self.attempts for arrival in attempt.arrivals]

    @property
    def whole_arrivals(self) -> list[Arrived]:
        """Those whose body came whole."""
        return [one for attempt in self.attempts for one in attempt.arrivals if one.body == attempt.first.body]

    def named(self) -> str:
        """Name it for a sentence."""
        values = self.values
        where = f"of page {self.page}" + (f", record {self.attempts[0].first.number}" if self.attempts else "")
        return f"{values.get('ec', '?')}/{values.get('ea', '?')} {where}"


def is_request(offer: Offered) -> bool:
    """Whether an offer set the browser to work: a fetch, or a beacon that it took."""
    return offer.way == "fetch" or offer.result in ("true", UNHEARD)


def is_ok(status: int | None) -> bool:
    """Whether a status says success, as fetch understands it."""
    return status is not None and 200 <= status <= 299  # noqa: PLR2004


def parsed(text: str) -> Any:
    """Give a text as the JSON value it is; None if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """Give a body in a form in which the order of keys does not count; text that is no JSON as it is."""
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except (ValueError, RecursionError):
        return text


def is_to_endpoint(url: str) -> bool:
    """Whether an address is the endpoint's, on whatever origin."""
    try:
        return urlsplit(url).path == ENDPOINT
    except ValueError:
        return False


def origin_of(url: str) -> str:
    """Give scheme, host and port of an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
