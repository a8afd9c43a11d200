"""An answer is lost on its way back: what was stored is sent again, by the browser at once or by the next page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.links import staying
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.page.acts import Beacons, Go, Look, Reload, Run, Wire
from simulator.proxy import DropAnswer, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

SAY = "opmantik.send('interaction', 'price_seen', 'two rooms', 2)"
CALL = "opmantik.send('conversion', 'phone_call', 'tel:+905321112233')"
PAGES = {"/links": staying(phone="tel:+905321112233")}


def _drop(body: bytes, *, reused: bool) -> Wire:
    """Drop one answer: on a connection that carried a request before, or on whatever carries it."""
    return Wire((Rule(DropAnswer(), title="dropped", body=body, reused=True if reused else None, count=1),))


def _doubled(visit: Visit, action: str, words: str) -> Measurement:
    _struck(visit, action)
    return measured(int(len(seen.events(visit, action)) > 1), 1, words)


def _struck(visit: Visit, action: str) -> None:
    if not any(one.fault for one in seen.arrived(visit, action)):
        raise NoOccasion(f"no answer to {action} was dropped")


def _sent_again_by_the_browser(visit: Visit) -> Measurement:
    return _doubled(visit, "price_seen", "beacons whose answer was dropped on a re-used connection, stored twice")


def _sent_again_unqueued(visit: Visit) -> Measurement:
    given = _doubled(visit, "price_seen", "fallbacks whose answer was dropped on a re-used connection, stored twice")
    if "price_seen" in seen.queued_actions(visit, "sent"):
        return measured(0, 1, given.what)
    return given


def _sent_again_by_the_drain(visit: Visit) -> Measurement:
    return _doubled(visit, "price_seen", "fallbacks whose answer was dropped, stored again by the next page")


def _called_again(visit: Visit) -> Measurement:
    _struck(visit, "phone_call")
    calls = len(seen.calls(visit))
    return measured(int(calls > 1), 1, "calls without a stamp whose answer was dropped, stored as two calls")


SCENARIOS = (
    Scenario(
        name="beacon-on-a-re-used-connection",
        title="A connection that was used before breaks when the event is stored: the browser sends it again",
        pages=PAGES,
        acts=(Go("/links"), _drop(b"price_seen", reused=True), Run(SAY), Look("sent")),
        claims=(Claim("HAZ-306", "one event is two rows", _sent_again_by_the_browser),),
        account=Expected({"stored": 2}, surplus=1),
    ),
    Scenario(
        name="fallback-on-a-re-used-connection",
        title="The same happens to a fallback, and the page never learns of it",
        pages=PAGES,
        acts=(
            *(Go("/links"), Beacons("false"), Run("opmantik.send('interaction', 'opened', 'prices')")),
            *(_drop(b"price_seen", reused=True), Run(SAY), Look("sent")),
        ),
        claims=(Claim("HAZ-308", "it is stored twice at once, and was never queued", _sent_again_unqueued),),
        account=Expected({"stored": 3}, surplus=1),
    ),
    Scenario(
        name="fallback-whose-answer-was-lost",
        title="A fallback is stored, its answer is lost, and the next page sends it again",
        pages=PAGES,
        acts=(
            *(Go("/links"), Beacons("false"), _drop(b"price_seen", reused=False), Run(SAY), Look("sent")),
            *(Beacons("real"), Wire(), Reload()),
        ),
        claims=(Claim("HAZ-307", "one event is two rows", _sent_again_by_the_drain),),
        account=Expected({"stored": 4}, surplus=1),
    ),
    Scenario(
        name="call-without-a-stamp",
        title="A page reports a call by itself; its answer is lost, and the next page reports it again",
        pages=PAGES,
        acts=(
            *(Go("/links"), Beacons("false"), _drop(b"phone_call", reused=False), Run(CALL), Look("sent")),
            *(Beacons("real"), Wire(), Reload()),
        ),
        claims=(Claim("HAZ-346", "one call is two", _called_again),),
        account=Expected({"stored": 4}, {"stored": 1}, surplus=1),
    ),
)
