"""What is too large: 65,536 bytes a beacon or a fallback, and no more than that in flight for both together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.moments import before
from browser_tests.props.queued_items import seeded, session_stored
from browser_tests.props.sized import NO_LIMIT, send_sized
from browser_tests.props.whereabouts import accepted, kept, mark_of, marks
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.judge.fates import POISONED, QUEUED
from simulator.page.acts import Beacons, Go, Look, Reload, Wire
from simulator.proxy import HangAnswer, Rule

if TYPE_CHECKING:
    from browser_tests.scenario import Judge
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

BYTES_MAX = 65_536
TEN_LARGE = seeded(*(f"large-{number}" for number in range(10)), pad="x" * 10_000)


def _size(visit: Visit, label: str) -> int:
    """Give the bytes of an event; `NotSeen` if it was not offered."""
    seen.value(visit, label)
    texts = [one.body for one in seen.offered(visit, "note") if f'"{label}"' in one.body]
    if not texts:
        raise expect.missing(f"{label} was not offered")
    return len(texts[0].encode())


def _of_size(visit: Visit, label: str, size_bytes: int) -> None:
    if _size(visit, label) != size_bytes:
        raise NoOccasion(f"{label} has {_size(visit, label)} bytes, not {size_bytes}")


def _arrives(label: str, size_bytes: int) -> Judge:
    def judge(visit: Visit) -> None:
        _of_size(visit, label, size_bytes)
        expect.equal(1, accepted(visit, label), f"arrivals of an event of {size_bytes} bytes")

    return judge


def _is_queued(label: str, look: str, size_bytes: int) -> Judge:
    def judge(visit: Visit) -> None:
        _of_size(visit, label, size_bytes)
        if accepted(visit, label):
            raise NoOccasion(f"{label} arrived, so no fetch failed")
        held = [item for item in seen.queue(visit, look) if f'"{label}"' in json.dumps(item)]
        expect.one(held, f"the queue's items of an event that neither way took, {size_bytes} bytes")

    return judge


def _poisons(visit: Visit) -> Measurement:
    _of_size(visit, "over", BYTES_MAX + 1)
    loads = [one for one in seen.offered(visit, "note", "beacon") if '"over"' in one.body]
    stuck = kept(visit, "over") and not accepted(visit, "over") and len(loads) > 2
    return measured(int(stuck), 1, "events of 65,537 bytes that stay in the queue and are tried in vain at each load")


def _some_wait(visit: Visit) -> Measurement:
    offered = marks(visit, "note")
    sent = {mark_of(body) for body in before(visit, "first load")}
    waiting = [mark for mark in offered if mark not in sent and kept(visit, mark, "first load")]
    return measured(len(waiting), len(offered), "queued items of 10 kB for which the first load had no room")


SCENARIOS = (
    Scenario(
        name="beacon-of-64-kib",
        title="65,536 bytes go as a beacon; one byte more goes no way at all and stays in the queue for ever",
        acts=(
            *(Go("/"), send_sized(BYTES_MAX, "edge"), send_sized(BYTES_MAX + 1, "over")),
            *(Look("sent"), Reload(), Reload()),
        ),
        claims=(
            Claim("TRK-301", "65,536 bytes, half as many characters, arrive", _arrives("edge", 65_536)),
            Claim("TRK-312", "what is too large for both ways is queued", _is_queued("over", "sent", 65_537)),
            Claim("HAZ-311", "it stays there, and is tried at every load", _poisons),
        ),
        account=Expected({"stored": 6, POISONED: 1}),
        not_in=NO_LIMIT,
    ),
    Scenario(
        name="fallback-of-64-kib",
        title="Where sendBeacon refuses, the fallback carries 65,536 bytes as well; one byte more stays in the queue",
        acts=(
            *(Go("/"), Beacons("false"), send_sized(BYTES_MAX, "edge")),
            *(send_sized(BYTES_MAX + 1, "over"), Look("sent")),
        ),
        claims=(
            Claim("TRK-303", "65,536 bytes arrive by fetch", _arrives("edge", BYTES_MAX)),
            Claim("TRK-312", "one byte more is queued", _is_queued("over", "sent", BYTES_MAX + 1)),
        ),
        account=Expected({"stored": 2, POISONED: 1}),
    ),
    Scenario(
        name="budget-to-the-byte",
        title="While a beacon of 2,768 bytes hangs, a fallback has room for 62,768, and not for one byte more",
        acts=(
            *(Go("/"), Wire((Rule(HangAnswer(), body=b'"hanging"'),)), send_sized(2_768, "hanging"), Beacons("false")),
            *(send_sized(BYTES_MAX - 2_768, "edge"), send_sized(BYTES_MAX - 2_767, "over"), Look("sent")),
        ),
        claims=(
            Claim("TRK-303", "what fits beside the beacon arrives by fetch", _arrives("edge", BYTES_MAX - 2_768)),
            Claim("TRK-312", "one byte more is queued", _is_queued("over", "sent", BYTES_MAX - 2_767)),
        ),
        account=Expected({"stored": 3, QUEUED: 1}),
        not_in=NO_LIMIT,
    ),
    Scenario(
        name="budget-in-flight",
        title="While 40 kB hang on the wire a tab has no room for 30 kB more, by beacon or by fetch; another tab has",
        acts=(
            *(Go("/"), Go("/second", tab="other"), Wire((Rule(HangAnswer(), body=b'"hanging"'),))),
            *(send_sized(40_000, "hanging"), send_sized(30_000, "no-room"), send_sized(1_000, "small")),
            *(send_sized(30_000, "elsewhere", tab="other"), Look("full")),
        ),
        claims=(
            Claim("TRK-312", "what the budget has no room for is queued", _is_queued("no-room", "full", 30_000)),
            Claim("TRK-301", "what it has room for arrives", _arrives("small", 1_000)),
            Claim("TRK-301", "another tab has a budget of its own", _arrives("elsewhere", 30_000)),
        ),
        account=Expected({"stored": 5, QUEUED: 1}),
        not_in=NO_LIMIT,
    ),
    Scenario(
        name="drain-of-ten-large-items",
        title="Ten queued items of 10 kB: the page has room for six at once, the others wait for another load",
        acts=(*session_stored(), TEN_LARGE, Go("/"), Look("first load"), Reload()),
        claims=(Claim("HAZ-314", "some are refused and wait for another page load", _some_wait),),
        account=Expected({"stored": 15}),
        not_in=NO_LIMIT,
    ),
)
