"""Claims about events that come to nothing, as several scenarios make them: lost at once, or lost at the drain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.whereabouts import kept, lost, marks
from browser_tests.scenario import NoOccasion, measured
from simulator.judge import expect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from browser_tests.scenario import Judge
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

CALLS = ("phone_call", "whatsapp")


def count_lost(visit: Visit, wanted: Sequence[str], words: str) -> Measurement:
    """Measure how many of some events nobody accepted and nothing keeps."""
    return measured(len(lost(visit, wanted)), len(wanted), words)


def calls_lost(words: str) -> Judge:
    """Measure how many of the calls that were clicked are lost."""
    return lambda visit: count_lost(visit, marks(visit, *CALLS), words)


def queued_calls_lost(look: str, words: str) -> Judge:
    """Measure how many of the calls that lay in the queue at a look are lost in the end."""
    return lambda visit: count_lost(visit, queued_calls(visit, look), words)


def queued_calls(visit: Visit, look: str) -> list[str]:
    """Give the calls that were kept at a look; `NoOccasion` if none was."""
    found = [mark for mark in marks(visit, *CALLS) if kept(visit, mark, look)]
    if not found:
        raise NoOccasion(f"no call was kept at {look}")
    return found


def taken_is_not_queued(look: str) -> Judge:
    """Claim that a call whose beacon the browser took is not in the queue at a look."""

    def judge(visit: Visit) -> None:
        looked = visit.held(look)
        offered = seen.offered(visit, "phone_call", "beacon")
        if not looked or not any(one.result == "true" and one.number < looked.number for one in offered):
            raise NoOccasion("sendBeacon did not say true to the call")
        expect.absent(seen.queue(visit, look), "the queue after sendBeacon said true")

    return judge
