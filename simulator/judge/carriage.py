"""Which request of the browser, and which arrivals on the wire, belong to which attempt.

It decides by order and by bodies: the k-th beacon (fetch) the browser spoke of is the k-th its page got away; bytes
that are equal are interchangeable and are handed out in order, first to the attempt whose answer they fit. It knows
no queue, no rows and no fate.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from simulator.judge.attempts import Attempt
    from simulator.judge.visit import Arrived, Carried, Offered, Visit

# Reasons for which a request never leaves the browser.
KEPT_BACK = ("INTERNET_DISCONNECTED", "INSUFFICIENT_RESOURCES", "BLOCKED_BY_CSP", "csp", "CONNECTION_REFUSED")
BROKEN = ("reset", "cut", "closed", "refused", "upstream left", "upstream unreachable")


def carry(visit: Visit, attempts: Iterable[Attempt], is_left: Callable[[int], bool]) -> list[str]:
    """Give every attempt what the browser said of it; gives what does not come out even, in sentences.

    The browser knows the tab, and its page only as well as it can: pages count where a tab's numbers differ.
    """
    waiting = _sorted_out((one.request, one) for one in attempts if one.request)
    said = _sorted_out((record, record) for record in visit.carried)
    problems = []
    for tab, way in sorted({*waiting, *said}):
        requests, words = waiting.get((tab, way), []), said.get((tab, way), [])
        if len(requests) == len(words):
            _pair(requests, words)
        else:
            problems += _page_by_page(requests, words, is_left)
    return problems


def _sorted_out(pairs: Iterable[tuple[Offered | Carried, Any]]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for record, value in pairs:
        found[record.tab, record.way].append(value)
    return found


def _page_by_page(requests: list[Attempt], words: list[Carried], is_left: Callable[[int], bool]) -> list[str]:
    problems = []
    for page in sorted({one.first.page for one in requests} | {one.page for one in words}):
        own, told = [one for one in requests if one.first.page == page], [one for one in words if one.page == page]
        _pair(own, told)
        problems += [f"record {one.number} is a request that page {page} did not offer" for one in told[len(own) :]]
        if told and len(told) < len(own) and not is_left(page):
            problems.append(f"the browser does not say what became of {len(own) - len(told)} requests of page {page}")
    return problems


def _pair(requests: list[Attempt], words: list[Carried]) -> None:
    for attempt, record in zip(requests, words, strict=False):
        attempt.carried = record


def arrive(visit: Visit, attempts: Iterable[Attempt]) -> list[str]:
    """Give every attempt the requests that arrived for it; gives those that belong to none, in sentences."""
    by_body: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        if attempt.request:
            by_body[attempt.request.body].append(attempt)
    coming: dict[str, list[Arrived]] = defaultdict(list)
    for arrival in visit.arrivals:
        coming[arrival.body].append(arrival)
    left: list[Arrived] = []
    for body, arrivals in coming.items():
        left += _share(by_body.get(body, []), arrivals)
    stray = [arrival for arrival in left if not _piece(arrival, by_body)]
    for attempt_list in by_body.values():
        for attempt in attempt_list:
            attempt.arrivals.sort(key=lambda one: one.arrival)
    return [f"record {one.number} arrived, and no offer explains it" for one in stray]


def is_answered(arrival: Arrived) -> bool:
    """Whether the client was handed a whole answer."""
    return arrival.status is not None and arrival.client_got


def is_broken(arrival: Arrived) -> bool:
    """Whether the connection ended without an answer, before anybody gave up."""
    return not is_answered(arrival) and arrival.ended in BROKEN


def heard_status(attempt: Attempt) -> int | None:
    """Give the status that page or browser heard."""
    if attempt.ended and attempt.ended.status is not None:
        return attempt.ended.status
    return attempt.carried.status if attempt.carried else None


def failure_of(attempt: Attempt) -> str:
    """Give the network's reason, as far as one was heard."""
    return attempt.carried.failure if attempt.carried else ""


def _share(attempts: list[Attempt], arrivals: list[Arrived]) -> list[Arrived]:
    """Hand out arrivals of one body; gives what is left."""
    rest = list(arrivals)
    able = [one for one in attempts if not any(reason in failure_of(one) for reason in KEPT_BACK)]
    heard = [one for one in able if heard_status(one) is not None]
    failed = [one for one in able if one not in heard and (failure_of(one) or one.failed)]
    _one_each(heard, rest, lambda attempt, arrival: is_answered(arrival) and arrival.status == heard_status(attempt))
    _one_each(heard, rest, lambda attempt, arrival: not attempt.arrivals and arrival.status == heard_status(attempt))
    _one_each(failed, rest, lambda _, arrival: not is_answered(arrival))
    _one_each([one for one in able if one not in heard and one not in failed], rest, lambda *_: True)
    for arrival in list(rest):
        owner = _sent_again(attempts, arrival)
        if owner and not is_answered(arrival):
            owner.arrivals.append(arrival)
            rest.remove(arrival)
    return rest


def _one_each(attempts: list[Attempt], rest: list[Arrived], fits: Callable[[Attempt, Arrived], bool]) -> None:
    for attempt in attempts:
        if attempt.arrivals:
            continue
        found = next((arrival for arrival in rest if fits(attempt, arrival)), None)
        if found:
            attempt.arrivals.append(found)
            rest.remove(found)


def _sent_again(attempts: list[Attempt], arrival: Arrived) -> Attempt | None:
    """Give the attempt whose request the browser sent anew after this arrival broke, or that broke twice."""
    later = [one for one in attempts if one.arrivals and one.arrivals[-1].arrival > arrival.arrival]
    broke = [one for one in attempts if one.arrivals and not is_answered(one.arrivals[-1])]
    return min(later, key=lambda one: one.arrivals[-1].arrival) if later else (broke[-1] if broke else None)


def _piece(arrival: Arrived, by_body: dict[str, list[Attempt]]) -> bool:
    """Give an arrival that was broken off before its body was whole to an attempt that can have begun it."""
    if is_answered(arrival) or arrival.upstream_status is not None:
        return False
    begun = [one for body, attempts in by_body.items() if body.startswith(arrival.body) for one in attempts]
    able = [one for one in begun if not any(reason in failure_of(one) for reason in KEPT_BACK)]
    hurt = [one for one in able if not one.arrivals]
    owner = hurt[0] if hurt else _sent_again(able, arrival)
    if owner:
        owner.arrivals.append(arrival)
    return owner is not None
