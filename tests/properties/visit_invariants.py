"""What holds of every visit of the tracker's, record by record, by the words of TRK clauses.

Decides invariants from records alone: what pages offered and wrote. It must not know which acts led there, but for
what a clause makes depend on one (a clock set back, a tab that is another one now).
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulator.judge.visit import Loaded, Offered, Visit, Wrote, body_of

if TYPE_CHECKING:
    from tests.properties.hard_cases import HardCases

QUEUE = "opsmantik_evtq_v1"
CAP = 10
TTL_MS = 3_600_000


class Watch:
    """Reads a visit's records as they come. `seen` counts those already read."""

    def __init__(self, hard: HardCases) -> None:
        self._hard = hard
        self._seen = 0
        self._queue: list[dict[str, Any]] = []
        self._drained_from: dict[int, list[dict[str, Any]]] = {}
        self._drains: dict[int, list[Offered]] = defaultdict(list)
        self._drained: set[int] = set()
        self._refused: dict[int, str] = {}
        self._last: dict[int, Offered] = {}
        self._sids: dict[tuple[str, int], str] = {}
        self._lives: dict[str, int] = defaultdict(int)
        self.clock_was_set = False

    def tab_is_another(self, tab: str) -> None:
        """The tab of this name was closed, or died: the next one is new."""
        self._lives[tab] += 1

    def read(self, visit: Visit) -> None:
        """Check everything that was written down since the last time."""
        for record in visit.records[self._seen :]:
            if isinstance(record, Loaded) and not record.restored:
                self._drained_from[record.page] = self._queue
            elif isinstance(record, Offered):
                self._offered(record)
            elif isinstance(record, Wrote) and record.key == QUEUE:
                self._wrote(record)
        self._seen = len(visit.records)

    # ---- offers -----------------------------------------------------------------------------------------------------

    def _offered(self, offer: Offered) -> None:
        if offer.evaluating and offer.page not in self._drained:
            assert "beacon" == offer.way, "TRK-511: the drain never uses fetch"
            self._drains[offer.page].append(offer)
            return
        self._is_of_its_tab(offer)
        self._is_of_its_month(offer)
        self._is_offered_once(offer)

    def _is_of_its_tab(self, offer: Offered) -> None:
        """TRK-102, TRK-106: a tab has one session id for as long as it is open."""
        sid = body_of(offer)["sid"]
        assert self._sids.setdefault((offer.tab, self._lives[offer.tab]), sid) == sid, "TRK-102: the tab's sid"

    def _is_of_its_month(self, offer: Offered) -> None:
        """TRK-206, TRK-207: the UTC month of the moment."""
        month = datetime.fromtimestamp(offer.at_ms / 1000, UTC).strftime("%Y-%m-01")
        if offer.way == "beacon" or offer.page not in self._refused:
            assert month == body_of(offer)["sm"], "TRK-206: the month of the moment"
        self._hard.met("events of a month without a partition", month > "2026-12-01")

    def _is_offered_once(self, offer: Offered) -> None:
        """TRK-301, TRK-303: to fetch only what the beacon did not just take, and the same bytes."""
        refused, last = self._refused.pop(offer.page, None), self._last.get(offer.page)
        self._last[offer.page] = offer
        if offer.way == "fetch":
            assert refused in (None, offer.body), "TRK-303: the same bytes"
            taken = last is not None and last.result == "true" and last.at_ms == offer.at_ms
            assert not (taken and last.body == offer.body), "TRK-301: what a beacon took is not fetched"
        elif offer.result in ("false", "undefined"):
            self._refused[offer.page] = offer.body
        else:
            assert offer.result == "true" or offer.result.startswith("threw"), offer.result

    # ---- the queue --------------------------------------------------------------------------------------------------

    def _wrote(self, write: Wrote) -> None:
        items = json.loads(write.value) if write.value else []
        if write.page not in self._drained:
            self._drained.add(write.page)
            self._is_a_drain(write, items)
        else:
            self._is_a_queueing(write, items)
        self._queue = items

    def _is_a_drain(self, write: Wrote, items: list[dict[str, Any]]) -> None:
        """TRK-503 to TRK-509: what is fresh is offered in order, what was refused is kept as it was, in its place."""
        before = self._queue
        offers = self._drains.pop(write.page, [])
        fresh = [one for one in before if write.at_ms - one["ts"] < TTL_MS]
        absent = not offers
        assert absent or [one["payload"] for one in fresh] == [body_of(one) for one in offers], "TRK-506: in order"
        took = [False] * len(fresh) if absent else [one.result == "true" for one in offers]
        kept = [one for one, taken in zip(fresh, took, strict=True) if not taken]
        assert kept == items, "TRK-509: exactly the refused ones are left"
        assert (write.value is None) == (not items), "TRK-508: nothing left, no key"
        self._hard.met("items past their time", len(before) - len(fresh))
        self._hard.met("items drained", sum(took))
        self._hard.met("items refused in a drain", len(kept))

    def _is_a_queueing(self, write: Wrote, items: list[dict[str, Any]]) -> None:
        """TRK-402 to TRK-406: the last ten, the newest last, with the moment of the queueing."""
        assert write.value is not None, "TRK-514: only a page load drains"
        assert 1 <= len(items) <= CAP, "TRK-405: ten at most"
        assert {"payload", "ts"} == set(items[-1]), "TRK-402: two keys"
        assert write.at_ms == items[-1]["ts"], "TRK-403: the moment of queueing"
        assert self._queue[-(CAP - 1) :] == items[:-1], "TRK-406: behind those that were there"
        times = [one["ts"] for one in items]
        assert self.clock_was_set or sorted(times) == times, "TRK-407: in the order of failures"
        self._hard.met("a full queue", len(self._queue) == CAP)
        self._hard.met("items queued")

    def thrown_in_a_drain(self) -> None:
        """A drain that threw wrote nothing: the queue is whole (TRK-512)."""
        for page, offers in list(self._drains.items()):
            assert offers[-1].result.startswith("threw"), "TRK-509: a drain ends with its list written"
            self._hard.met("drains that threw")
            self._drained.add(page)
            del self._drains[page]
