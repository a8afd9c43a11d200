"""What is to be concluded of one event, from all that was gathered of it.

It decides the fate and which records prove it, or says in one sentence what is missing. Nothing is guessed: a loss
needs a witness as much as a row does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.judge import carriage, fates
from simulator.judge.attempts import STANDING_QUEUED, STANDING_VANISHED, is_ok, origin_of, parsed
from simulator.judge.carriage import failure_of, heard_status, is_answered, is_broken
from simulator.judge.stored_rows import gateway_status

if TYPE_CHECKING:
    from simulator.judge.attempts import Attempt, Emitted
    from simulator.judge.emissions import Emissions
    from simulator.judge.visit import Arrived, Read

BEACON_BYTES_MAX = 65_536
CONNECTIONS_A_HOST = 6  # of one browser, over HTTP/1.1
SERVER_ERROR = 500
_FAILURES = (
    (carriage.OFFLINE, fates.LOST_OFFLINE),
    (carriage.CAP, fates.LOST_CAP),
    (carriage.POLICY, fates.LOST_POLICY),
    ((*carriage.NOBODY_THERE, *carriage.NO_ANSWER), fates.LOST_UNREACHED),
)


@dataclass(frozen=True)
class Conclusion:
    """A fate with the numbers of the records that prove it, or what is missing."""

    fate: str = ""
    evidence: tuple[int, ...] = ()
    missing: str = ""


def conclude(event: Emitted, told: Emissions, read: Read | None) -> Conclusion:
    """Say what became of an event."""
    if event.threw:
        return Conclusion(fates.LOST_STORAGE, (event.threw.number,))
    unkept = _answered_without_a_row(event, read)
    if unkept:
        return _missing(event, unkept)
    if event.rows:
        return _stored(event, read)
    if skipped := [one for one in event.arrivals if is_skipped(one)]:
        return Conclusion(fates.SKIPPED, (*_offers(event), skipped[0].number))
    if event.standing == STANDING_QUEUED:
        return Conclusion(_queued(event), event.proof)
    if event.standing == STANDING_VANISHED:
        return _missing(event, f"it left the queue by record {event.proof[0]}, for no reason that was seen"
                        if event.proof else "nobody looked at the queue it was put into")  # fmt: skip
    if event.standing in (fates.EVICTED, fates.EXPIRED, fates.LOST_RACE):
        return Conclusion(event.standing, (*_offers(event), *event.proof))
    return _lost(event, event.attempts[-1], told, read) if event.attempts else _missing(event, "nothing was seen of it")


def is_skipped(arrival: Arrived) -> bool:
    """Whether the gateway said that it left the event out (GWY: no site, no address)."""
    answer = parsed(arrival.answer)
    return isinstance(answer, dict) and str(answer.get("status", "")).startswith("synced_skipped")


def _stored(event: Emitted, read: Read | None) -> Conclusion:
    queued = [write.number for write in event.writes] if any(one.late for one in event.attempts) else []
    return Conclusion(fates.STORED, (*_offers(event), *queued, *event.rows, read.number if read else 0))


def _answered_without_a_row(event: Emitted, read: Read | None) -> str:
    for arrival in event.arrivals:
        kept = arrival.number in event.rows or is_skipped(arrival)
        if is_ok(gateway_status(arrival)) and not kept and event.counts:
            where = "nobody read the rows" if read is None else "no row of it is there"
            return f"record {arrival.number} was answered {gateway_status(arrival)} by the gateway, and {where}"
    return ""


def _queued(event: Emitted) -> str:
    size = len(event.body.encode("utf-8", "surrogatepass"))
    return fates.POISONED if size > BEACON_BYTES_MAX else fates.QUEUED


def _lost(event: Emitted, attempt: Attempt, told: Emissions, read: Read | None) -> Conclusion:
    if attempt.thrown:
        return Conclusion(fates.LOST_THROWN, (attempt.first.number,))
    if attempt.request is None:
        if not told.queues_at(attempt.first.page) and not attempt.late:
            return Conclusion(fates.LOST_BUDGET, (attempt.first.number,))
        return _missing(event, "the browser did not take its beacon, and no fetch followed")
    if attempt.request.way == "beacon":
        return _after_beacon(event, attempt, told, read)
    return _after_fetch(event, attempt, told, read)


def _after_beacon(event: Emitted, attempt: Attempt, told: Emissions, read: Read | None) -> Conclusion:
    if not attempt.arrivals:
        return _waiting(attempt, told, read) or _unarrived(event, attempt, told)
    arrival = _telling(attempt)
    status = gateway_status(arrival)
    if status == SERVER_ERROR:
        return _by_database(event, attempt, arrival, read)
    status = status if status is not None else arrival.status if is_answered(arrival) else None
    if status is not None:
        fate = fates.taken(status) if is_ok(status) else fates.lost_after_beacon(status)
        return Conclusion(fate, (*_requests(attempt), arrival.number))
    return _unanswered(event, attempt, arrival, read)


def _telling(attempt: Attempt) -> Arrived:
    """Give the arrival whose answer counts: the last one that has one, else the last."""
    answered = [one for one in attempt.arrivals if one.status is not None or one.upstream_status is not None]
    return (answered or attempt.arrivals)[-1]


def _by_database(event: Emitted, attempt: Attempt, arrival: Arrived, read: Read | None) -> Conclusion:
    if read is None:
        return _missing(event, "the gateway answered 500, and nobody read which partitions there are")
    month = str(event.values.get("sm") or "")
    fate = fates.LOST_DATABASE if month in read.months or not month else fates.LOST_PARTITION
    return Conclusion(fate, (*_requests(attempt), arrival.number, read.number))


def _unanswered(event: Emitted, attempt: Attempt, arrival: Arrived, read: Read | None) -> Conclusion:
    if read is None:
        return _missing(event, "it arrived and was not answered, and nobody read the rows")
    broken = is_broken(arrival) or (failure_of(attempt) and not arrival.ended)
    fate = fates.LOST_UNREACHED if broken else fates.LOST_UNANSWERED
    return Conclusion(fate, (*_requests(attempt), arrival.number, read.number))


def _waiting(attempt: Attempt, told: Emissions, read: Read | None) -> Conclusion | None:
    """Begun by the browser and never sent, because every connection to the host is held by a request that hangs."""
    begun = attempt.carried
    hanging = [one.number for other in told.attempts for one in other.arrivals if _hangs(one)]
    if begun is None or begun.failure or begun.status is not None or read is None or len(hanging) < CONNECTIONS_A_HOST:
        return None
    return Conclusion(fates.LOST_UNANSWERED, (*_requests(attempt), begun.number, *hanging[:CONNECTIONS_A_HOST]))


def _hangs(arrival: Arrived) -> bool:
    return arrival.status is None and not is_broken(arrival)


def _unarrived(event: Emitted, attempt: Attempt, told: Emissions) -> Conclusion:
    if attempt.carried is None:
        return _missing(event, "neither the browser nor the wire says what became of its request")
    if not attempt.carried.failure:
        status = attempt.carried.status
        heard = f"heard {status}" if status is not None else "heard nothing"
        return _missing(event, f"by record {attempt.carried.number} the browser {heard}, and nothing arrived")
    for reasons, fate in _FAILURES:
        if any(reason in attempt.carried.failure for reason in reasons):
            return Conclusion(fate, (*_requests(attempt), attempt.carried.number))
    if asked := _not_let_in(attempt, told):
        return Conclusion(fates.LOST_POLICY, (*_requests(attempt), asked, attempt.carried.number))
    return _missing(event, f"record {attempt.carried.number} names a failure nobody knows: {attempt.carried.failure}")


def _not_let_in(attempt: Attempt, told: Emissions) -> int | None:
    """Give the preflight by which another origin did not let it in: it was asked, and the request never came."""
    if attempt.carried is None or not any(reason in attempt.carried.failure for reason in carriage.NOT_LET_IN):
        return None
    abroad = origin_of(attempt.first.url) != told.pages.origin(attempt.first.page)
    # The wire may tell of the preflight before the page was heard to make the offer.
    asked = [one.number for one in told.preflights if one.number > told.pages.begins(attempt.first.page)]
    return asked[0] if abroad and asked else None


def _after_fetch(event: Emitted, attempt: Attempt, told: Emissions, read: Read | None) -> Conclusion:
    if attempt.ended is None:
        return _unheard(event, attempt, told, read)
    if is_ok(attempt.ended.status):
        return _accepted(event, attempt)
    numbers = (attempt.offers[-1].number, attempt.ended.number)
    if attempt.refused_write:
        return Conclusion(fates.LOST_STORAGE, (*numbers, attempt.refused_write.number))
    if attempt.dead:
        return Conclusion(fates.LOST_STORAGE, (*numbers, attempt.dead))
    left = told.pages.left.get(attempt.first.page)
    if left and not told.pages.is_busy(left.page, attempt.ended.number, left.number):
        return Conclusion(fates.LOST_NAVIGATION, (*numbers, left.number))
    if not told.queues_at(attempt.first.page):
        return _let_go(event, attempt, told, read)
    return _missing(event, f"by record {attempt.ended.number} its page heard that it failed, and did not queue it")


def _accepted(event: Emitted, attempt: Attempt) -> Conclusion:
    """Answered 2xx, and not by the gateway: by the wire in its place."""
    status = heard_status(attempt)
    own = [one for one in attempt.arrivals if one.status == status and gateway_status(one) is None]
    if not own or status is None:
        return _missing(event, "its page heard that it was accepted, and nothing arrived that was")
    return Conclusion(fates.taken(status), (attempt.offers[-1].number, own[-1].number))


def _let_go(event: Emitted, attempt: Attempt, told: Emissions, read: Read | None) -> Conclusion:
    """Heard by a page that keeps no queue."""
    status = attempt.ended.status if attempt.ended else None
    if status is not None:
        return Conclusion(fates.refused(status), (attempt.offers[-1].number, attempt.ended.number))
    if attempt.arrivals:
        return _unanswered(event, attempt, _telling(attempt), read)
    return _unarrived(event, attempt, told)


def _unheard(event: Emitted, attempt: Attempt, told: Emissions, read: Read | None) -> Conclusion:
    """Its page heard nothing: it was gone, or nothing has come yet."""
    number, left = attempt.offers[-1].number, told.pages.left.get(attempt.first.page)
    arrival = _telling(attempt) if attempt.arrivals else None
    answered = arrival is not None and (arrival.status is not None or gateway_status(arrival) is not None)
    if arrival and not answered and not is_broken(arrival) and not failure_of(attempt):
        return _unanswered(event, attempt, arrival, read)
    if arrival is None and (waiting := _waiting(attempt, told, read)):
        return waiting
    if left is None:
        return _missing(event, f"its page is there, and was not told how the fetch of record {number} ended")
    if arrival:
        return Conclusion(fates.LOST_NAVIGATION, (number, arrival.number, left.number))
    if failure_of(attempt) and attempt.carried:
        return Conclusion(fates.LOST_NAVIGATION, (number, attempt.carried.number, left.number))
    return _missing(event, "neither the browser nor the wire says what became of its request")


def _offers(event: Emitted) -> tuple[int, ...]:
    return tuple(number for attempt in event.attempts for number in _requests(attempt))


def _requests(attempt: Attempt) -> tuple[int, ...]:
    return (attempt.request.number,) if attempt.request else ()


def _missing(event: Emitted, sentence: str) -> Conclusion:
    return Conclusion(missing=f"{event.named()}: {sentence}")
