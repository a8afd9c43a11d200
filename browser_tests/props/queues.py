"""A page of numbers to call, a queue of such calls as scenarios store it, and what of them is kept, offered, arrived.

Calls are told apart by the number that is called, wherever it stands: so whether one is kept can be told of a tracker
that keeps it under another key or in another form, and only the clause that names the key judges the key.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from browser_tests import seen
from browser_tests.props.links import staying
from simulator.page.acts import Click, Go, Seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.judge.visit import Arrived, Offered, Visit
    from simulator.page.acts import Scene

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
NUMBERS = 12
_STEM = "tel:+9053200000"
_CALLED = re.compile(re.escape(_STEM) + r"(\d\d)")

Item = dict[str, Any]


def tel(number: int) -> str:
    """Give the address of a number."""
    return f"{_STEM}{number:02}"


PAGES = {"/calls": staying(**{f"call-{number:02}": tel(number) for number in range(1, NUMBERS + 1)})}


def opened(tab: str = "main") -> Go:
    """Open the page of numbers."""
    return Go("/calls", tab)


def call(number: int, tab: str = "main") -> Click:
    """Call a number."""
    return Click(f"#call-{number:02}", tab)


def earlier_sid(scene: Scene, number: int) -> str:
    """Give the session of an earlier visit: not the one that the page is going to make, and no other scene's.

    Each call has its own: first events of one session that come at the same time are not all stored (the gateway's
    hazard, which is shown elsewhere).
    """
    digest = hashlib.sha256(f"{scene.origin} {scene.site} {number}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def payload(scene: Scene, number: int, **other: Any) -> Item:
    """Give the body of a call as the tracker makes it."""
    meta = {"fp": "8vgjni", "gclid": None, "intent_stamp": f"{scene.now_ms}-seed-tel-{number:06}"}
    return {
        "s": scene.site,
        "u": f"{scene.origin}/calls",
        "sid": earlier_sid(scene, number),
        "sm": scene.month,
        "ec": "conversion",
        "ea": "phone_call",
        "el": tel(number),
        "ev": None,
        "r": "",
        "meta": {**meta, "intent_action": "phone_call"},
        **other,
    }


def aged(scene: Scene, number: int, age_ms: int = MINUTE_MS) -> Item:
    """Give a queued call of an age."""
    return {"payload": payload(scene, number), "ts": scene.now_ms - age_ms}


def seeded(items: Callable[[Scene], list[Any]]) -> Seed:
    """Store a queue."""
    return Seed("local", seen.QUEUE, lambda scene: json.dumps(items(scene), separators=(",", ":")))


def seeded_calls(*ages_ms: int) -> Seed:
    """Store a queue of calls, number 1 first, of these ages."""
    return seeded(lambda scene: [aged(scene, number, age) for number, age in enumerate(ages_ms, 1)])


def kept(visit: Visit, mark: str = "end", tab: str = "main") -> list[int]:
    """Give the numbers of the calls that stand in storage at a look, in the order in which they stand there."""
    areas = seen.local(visit, mark, tab), seen.session(visit, mark, tab)
    return [int(one) for area in areas for text in area.values() for one in _CALLED.findall(text)]


def calls_offered(visit: Visit, way: str, number: int | None = None) -> list[Offered]:
    """Give the offers of calls by one way, of one number or of all."""
    return [one for one in seen.offered(visit, way=way) if _is_of(one.body, number)]


def calls_arrived(visit: Visit, number: int | None = None) -> list[Arrived]:
    """Give the calls that came to the wire, of one number or of all."""
    return [one for one in seen.arrived(visit) if _is_of(one.body, number)]


def numbers(records: list[Arrived] | list[Offered]) -> list[int]:
    """Give the numbers called, record by record."""
    return [int(found[1]) for one in records if (found := _CALLED.search(one.body))]


def called(item: Any) -> str:
    """Give the number that an item of the queue would call, two digits, or nothing."""
    found = _CALLED.search(json.dumps(item))
    return found[1] if found else ""


def items(visit: Visit, mark: str = "end", tab: str = "main") -> list[Any]:
    """Give the items of calls in the queue as it stands under its key."""
    return [one for one in seen.queue(visit, mark, tab) if called(one)]


def _is_of(body: str, number: int | None) -> bool:
    return (tel(number) if number else _STEM) in body
