"""The events of a visit, each with its attempts and what became of it in the queue: the history read once, in order.

It decides what is one event: the first offer of a body, an item that was seeded into the queue, a page view that
could not even be made. It draws no conclusion; it knows no rows.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from simulator.judge.attempts import Attempt, Emitted, canonical, is_to_endpoint, origin_of
from simulator.judge.queue_story import QUEUE_KEY, Facts, QueueStory
from simulator.judge.stored_rows import stamp_of
from simulator.judge.visit import Arrived, FetchEnded, Held, Left, Loaded, Offered, Said, Threw, Wrote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from simulator.judge.visit import Visit

# What storage throws that is full or refused (a tracker that meets it at its start is dead).
STORAGE_ERRORS = ("QuotaExceededError", "SecurityError", "NS_ERROR_DOM_QUOTA_REACHED")
# What the tracker says as it starts (TRK-9), for whom it is one that speaks.
STARTING = "Tracker initializing"
MUTED = "Script error."


class Emissions:
    """Everything a visit's pages emitted. `problems` are sentences about what could not be told."""

    def __init__(self, visit: Visit) -> None:
        self.events: list[Emitted] = []
        self.attempts: list[Attempt] = []
        self.problems: list[str] = []
        self.pages = PageLives(visit)
        self.preflights = [one for one in visit.all(Arrived) if one.method == "OPTIONS" and is_to_endpoint(one.path)]
        self._of_attempt: dict[Attempt, Emitted] = {}
        self._by_offer: dict[int, Attempt] = {}
        self._last: dict[int, Attempt] = {}
        self._queues: dict[str, QueueStory] = defaultdict(self._queue)
        for record in visit.records:
            if isinstance(record, Offered) and is_to_endpoint(record.url):
                self._offered(record)
            elif isinstance(record, FetchEnded):
                self._ended(record)
            elif isinstance(record, Wrote) and (record.area, record.key) == ("local", QUEUE_KEY):
                self._wrote(record)
        self._close(visit)
        self._mourn(visit.all(Threw))
        self._miss(visit.console)

    def queues_at(self, page: int) -> bool:
        """Whether a page has ever written the queue."""
        return page in self._queues[self.pages.origin(page)].touched

    def _queue(self) -> QueueStory:
        pages = self.pages
        return QueueStory(
            Facts(pages.together, pages.is_bare, self._failed, self._unheard, self._pending), self.problems
        )

    def _failed(self, key: str, of_page: Callable[[int], bool]) -> tuple[Emitted, Attempt] | None:
        """Give the oldest failed fetch of this body that was not queued yet."""
        return self._fetch(key, of_page, lambda attempt: attempt.failed)

    def _pending(self, key: str, of_page: Callable[[int], bool]) -> tuple[Emitted, Attempt] | None:
        """Give the oldest fetch of this body whose end was not heard of so far."""
        return self._fetch(key, of_page, lambda attempt: attempt.ended is None)

    def _fetch(
        self, key: str, of_page: Callable[[int], bool], fits: Callable[[Attempt], bool]
    ) -> tuple[Emitted, Attempt] | None:
        for attempt in self.attempts:
            request = attempt.request
            fetched = request and request.way == "fetch" and of_page(request.page) and fits(attempt)
            if fetched and not attempt.queued and canonical(request.body) == key:
                return self._of_attempt[attempt], attempt
        return None

    def _unheard(self, key: str) -> tuple[Emitted, Attempt] | None:
        """Give the oldest fetch of this body that ended while its page was being left, as the page's silence shows."""
        for attempt in self.attempts:
            request, ended = attempt.request, attempt.ended
            left = self.pages.left.get(request.page) if request and request.way == "fetch" else None
            if left is None or attempt.queued or canonical(attempt.first.body) != key:
                continue
            if ended is None or (attempt.failed and not self.pages.is_busy(left.page, ended.number, left.number)):
                return self._of_attempt[attempt], attempt
        return None

    def _offered(self, offer: Offered) -> None:
        before = self._last.get(offer.page)
        if offer.way == "fetch" and before and before.wants_fetch and before.first.body == offer.body:
            before.offers.append(offer)
            self._by_offer[offer.number] = before
            return
        attempt = Attempt([offer])
        queue = self._queues[self.pages.origin(offer.page)]
        event = queue.drained(offer.page, canonical(offer.body), attempt)
        attempt.late = event is not None
        if event is None:
            event = self._again(offer) or Emitted(offer.body, offer.tab, offer.page, offer.at_ms)
        if event not in self.events:
            self.events.append(event)
        event.attempts.append(attempt)
        self.attempts.append(attempt)
        self._of_attempt[attempt] = event
        self._by_offer[offer.number] = self._last[offer.page] = attempt

    def _again(self, offer: Offered) -> Emitted | None:
        """Give the event that its page tries again: the same stamp, and it was heard to fail."""
        before = next((one for one in self.events if one.body == offer.body and one.attempts), None)
        return before if before and before.attempts[-1].failed and stamp_of(before.values) else None

    def _ended(self, record: FetchEnded) -> None:
        attempt = self._by_offer.get(record.offer)
        if attempt is None:
            self.problems.append(f"record {record.number} ends a fetch that nobody was seen to offer")
            return
        attempt.ended = record
        attempt.dead = self._queues[self.pages.origin(record.page)].dead

    def _wrote(self, record: Wrote) -> None:
        self._last.pop(record.page, None)
        queue = self._queues[self.pages.origin(record.page)]
        first = record.page not in queue.touched
        if not queue.write(record) and first:
            self._must_be_new(record.page)
        self.events += [one for one in queue.events() if one not in self.events]

    def _must_be_new(self, page: int) -> None:
        """What a page offers before it has drained its queue is of the queue; said before, it cannot be new."""
        elsewhere = {canonical(one.first.body) for one in self.attempts if one.first.page != page}
        for attempt in self.attempts:
            offer = attempt.first
            early = offer.page == page and not attempt.late and offer.evaluating and offer.way == "beacon"
            if early and canonical(offer.body) in elsewhere:
                self.problems.append(f"record {offer.number} offers again what nobody was seen to queue")

    def _close(self, visit: Visit) -> None:
        for origin, queue in self._queues.items():
            queue.settle()
            looks = [one for one in visit.all(Held) if self.pages.is_at(one, origin) and one.number > queue.last_write]
            if looks:
                queue.close(looks[-1])
            elif self.pages.is_open(origin):
                queue.unseen()

    def _mourn(self, thrown: Iterable[Threw]) -> None:
        """Add the page view that a tracker could not make because storage threw at its start."""
        for record in thrown:
            made = any(one.page == record.page and not one.seeded for one in self.events)
            if not record.rejection and not made and self.pages.is_storage_error(record):
                self.events.append(Emitted("", record.tab, record.page, record.at_ms, threw=record))

    def _miss(self, console: Iterable[Said]) -> None:
        """A tracker that says it starts, on a page that is still there, has something to say of a page view."""
        for page in dict.fromkeys(one.page for one in console if STARTING in one.text):
            silent = self.pages.is_bare(page) and all(one.page != page for one in self.events)
            if silent and page not in self.pages.left:
                self.problems.append(f"the tracker of page {page} says that it starts, and no event of it was seen")


class PageLives:
    """When each page began and ended, where it was, and whether it carried a tracker."""

    def __init__(self, visit: Visit) -> None:
        # A page that comes back from the back-forward cache begins twice, and is gone only if it left after that.
        self._begun = visit.all(Loaded)
        self._loaded = {one.page: one for one in reversed(self._begun)}
        back = {one.page: one.number for one in self._begun}
        self.left = {one.page: one for one in visit.all(Left) if one.number > back.get(one.page, 0)}
        self._writing = {one.page for one in visit.all(Wrote) if not one.error}
        self._heard: dict[int, list[int]] = defaultdict(list)
        for one in visit.records:
            if isinstance(one, Offered | FetchEnded | Wrote | Said):
                self._heard[one.page].append(one.number)
        self._offering = {one.page: one for one in reversed(visit.offers)}

    def origin(self, page: int) -> str:
        """Give a page's origin."""
        known = self._loaded.get(page) or self._offering.get(page)
        return origin_of(known.url) if known else ""

    def is_bare(self, page: int) -> bool:
        """Whether a page offered nothing."""
        return page not in self._offering

    def together(self, one: int, other: int) -> bool:
        """Whether two pages were open at the same time."""
        return one != other and self.begins(one) < self._ends(other) and self.begins(other) < self._ends(one)

    def is_at(self, held: Held, origin: str) -> bool:
        """Whether a look was one at this origin's local storage."""
        if held.local is None:
            return False
        there = [one for one in self._begun if one.tab == held.tab and not one.frame and one.number < held.number]
        return bool(there) and origin_of(there[-1].url) == origin

    def is_storage_error(self, record: Threw) -> bool:
        """Whether storage threw this. In a sandboxed frame the error has no name; there nothing was ever written."""
        page = self._loaded.get(record.page)
        muted = record.message == MUTED and page is not None and page.frame and record.page not in self._writing
        return muted or any(name in record.name or name in record.message for name in STORAGE_ERRORS)

    def is_busy(self, page: int, since: int, until: int) -> bool:
        """Whether anything was heard of a page between two records."""
        return any(since < number < until for number in self._heard.get(page, ()))

    def is_open(self, origin: str) -> bool:
        """Whether a page of this origin was never left."""
        return any(self.origin(page) == origin and page not in self.left for page in self._loaded)

    def begins(self, page: int) -> int:
        """Give the number of a page's first record."""
        return self._loaded[page].number if page in self._loaded else 0

    def _ends(self, page: int) -> float:
        return self.left[page].number if page in self.left else float("inf")
