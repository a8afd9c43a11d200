"""Which request of the browser, and which arrivals on the wire, belong to which attempt.

It decides by order and by bodies: the k-th beacon (fetch) the browser spoke of is the k-th its page got away; bytes
that are equal are interchangeable and are handed out in order, first to the attempt whose answer they fit. It knows
no queue, no rows and no fate.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from simulator.judge.attempts import is_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from simulator.judge.attempts import Attempt
    from simulator.judge.visit import Arrived, Carried, Offered, Visit

Made = tuple["Offered", "Attempt"]
# What browsers call it: reasons for which a request never leaves them, and for which one that left came to nothing.
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "NS_ERROR_OFFLINE")
CAP = ("ERR_INSUFFICIENT_RESOURCES",)
POLICY = ("BLOCKED_BY_CSP", "csp", "NS_ERROR_CONTENT_BLOCKED", "Content Security Policy")
NOT_LET_IN = ("net::ERR_FAILED", "NS_ERROR_DOM_BAD_URI", "NS_ERROR_DOM_BAD_CROSS_ORIGIN_URI")
NOBODY_THERE = ("CONNECTION_REFUSED", "ADDRESS_UNREACHABLE", "NAME_NOT_RESOLVED", "NS_ERROR_UNKNOWN_HOST")
NO_ANSWER = (
    *("ERR_CONNECTION_", "EMPTY_RESPONSE", "NETWORK_CHANGED", "ERR_SOCKET_", "TIMED_OUT", "NETWORK_IO_SUSPENDED"),
    *("INCOMPLETE_CHUNKED", "CONTENT_LENGTH_MISMATCH", "INVALID_HTTP_RESPONSE", "RESPONSE_HEADERS_TRUNCATED"),
    *("NS_ERROR_NET_", "NS_ERROR_CONNECTION_", "onnection terminated", "onnection was lost", "ould not connect"),
)
KEPT_BACK = (*OFFLINE, *CAP, *POLICY, *NOBODY_THERE)
BROKEN = ("reset", "cut", "closed", "refused", "upstream left", "upstream unreachable")


def carry(visit: Visit, attempts: Iterable[Attempt], is_left: Callable[[int], bool]) -> list[str]:
    """Give every attempt what the browser said of it; gives what does not come out even, in sentences.

    The browser knows the tab, and its page only as well as it can: pages count where a tab's numbers differ.
    """
    waiting = _sorted_out((offer, (offer, one)) for one in attempts for offer in one.offers)
    said = _sorted_out((record, record) for record in visit.carried)
    came = {one.body for one in visit.arrivals}
    problems = []
    for tab, way in sorted({*waiting, *said}):
        offers, words = waiting.get((tab, way), []), said.get((tab, way), [])
        if sum(is_request(offer) for offer, _ in offers) <= len(words) <= len(offers):
            _pair(offers, words)
        else:
            problems += _page_by_page(offers, words, is_left, came)
    return problems


def _sorted_out(pairs: Iterable[tuple[Offered | Carried, Any]]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for record, value in pairs:
        found[record.tab, record.way].append(value)
    return found


def _page_by_page(
    offers: list[Made], words: list[Carried], is_left: Callable[[int], bool], came: set[str]
) -> list[str]:
    problems = []
    for page in sorted({offer.page for offer, _ in offers} | {one.page for one in words}):
        own, told = [one for one in offers if one[0].page == page], [one for one in words if one.page == page]
        missing, strange = _pair(_told_of(own, len(told), came), told)
        problems += [f"record {one.number} is a request that page {page} did not offer" for one in strange]
        if told and missing and not is_left(page):
            problems.append(f"the browser does not say what became of {missing} requests of page {page}")
    return problems


def _told_of(offers: list[Made], words: int, came: set[str]) -> list[Made]:
    """Leave out fetches whose page heard that they failed and that never arrived, where just they are not told of.

    A browser may refuse a request before it speaks of one (Firefox, of a keepalive fetch that is too large).
    """
    kept_back = [made for made in offers if made[1].ended and made[1].ended.error and made[0].body not in came]
    if sum(is_request(offer) for offer, _ in offers) - words != len(kept_back):
        return offers
    return [made for made in offers if made not in kept_back]


def _pair(offers: list[Made], words: list[Carried]) -> tuple[int, list[Carried]]:
    """Pair in order. A beacon that the browser did not take may be told of, without an end."""
    rest = list(words)
    spare = len(words) - sum(is_request(offer) for offer, _ in offers)
    missing = 0
    for offer, attempt in offers:
        if is_request(offer):
            attempt.carried = rest.pop(0) if rest else None
            missing += attempt.carried is None
        elif spare > 0 and rest and rest[0].status is None and not rest[0].failure:
            rest.pop(0)
            spare -= 1
    return missing, rest


def arrive(visit: Visit, attempts: Iterable[Attempt]) -> list[str]:
    """Give every attempt the requests that arrived for it; gives those that belong to none, in sentences."""
    by_body: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        if attempt.request:
            by_body[attempt.request.body].append(attempt)
    coming: dict[str, list[Arrived]] = defaultdict(list)
    for arrival in _once(visit.arrivals):
        coming[arrival.body].append(arrival)
    left: list[Arrived] = []
    for body, arrivals in coming.items():
        left += _share(by_body.get(body, []), arrivals)
    stray = [arrival for arrival in left if not _piece(arrival, by_body)]
    for attempt_list in by_body.values():
        for attempt in attempt_list:
            attempt.arrivals.sort(key=lambda one: one.arrival)
    return [f"record {one.number} arrived, and no offer explains it" for one in stray]


def _once(arrivals: Iterable[Arrived]) -> list[Arrived]:
    """Leave out what is told twice: one that was under way at the end is told again when the wire is taken down."""
    first = {one.arrival: one for one in sorted(arrivals, key=lambda one: one.number, reverse=True)}
    return sorted(first.values(), key=lambda one: one.arrival)


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
    unheard = [one for one in able if one not in heard and one not in failed]
    _one_each(unheard, rest, lambda _, arrival: is_answered(arrival))
    _one_each(unheard, rest, lambda *_: True)
    # A browser may say that it failed what was answered on the wire (Firefox, of a beacon whose page is going).
    _one_each(failed, rest, lambda *_: True)
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
    hurt = [one for one in able if not one.arrivals and heard_status(one) is None]
    owner = hurt[0] if hurt else _sent_again(able, arrival)
    if owner:
        owner.arrivals.append(arrival)
    return owner is not None
