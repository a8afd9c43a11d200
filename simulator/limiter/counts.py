"""What counts against a limit: a client sends all but a few, then the things in question, and then what is left.

How many of the things counted is the difference, whatever they are. It must not know what they are answered.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from simulator.judge.beacon import OMIT
from simulator.limiter.lab import Experiment, Request
from simulator.limiter.seen import Property, admitted, ends_of, span_of, untold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.limiter.lab import Lab

EACH = 3


def preflights() -> list[Request]:
    """OPTIONS, as a browser asks before a JSON beacon."""
    asked = (("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"))
    return [Request("preflight", "OPTIONS", headers=(*asked, ("Content-Type", None)))] * EACH


def without_origin() -> list[Request]:
    """Beacons without an Origin header."""
    return [Request("beacon without an origin", headers=(("Origin", None),))] * EACH


def of_denied_origin(origin: str) -> list[Request]:
    """Beacons of an origin that is refused."""
    return [Request(f"beacon from {origin}", headers=(("Origin", origin),))] * EACH


def invalid(lab: Lab) -> list[Request]:
    """Give one request of each kind that stores nothing: no JSON, a bad url, skipped, an unknown site."""
    unknown = str(uuid.UUID(int=lab.random.getrandbits(128), version=4))
    return [
        Request("no JSON", body=b"{"),
        Request("bad url", body=lab.beacon(u="rubbish")),
        Request("beacon without a site", body=lab.beacon(s=OMIT)),
        Request("beacon of an unknown site", body=lab.beacon(s=unknown)),
    ]


async def counted(lab: Lab, name: str, things: Sequence[Request]) -> Property:
    """Tell how many of these things count."""
    experiment, client = Experiment(lab, name), lab.new_client()
    if experiment.limit <= len(things):
        return untold(name, f"the limit of {experiment.limit} leaves no room for {len(things)} of them")
    await lab.fresh_moment()
    first = await experiment.ask(client)
    before = [first, *await experiment.burst(client, experiment.limit - len(things) - 1)]
    sent = [await experiment.ask(client, thing) for thing in things]
    after = [await experiment.ask(client) for _ in range(len(things) + 1)]
    evidence, count = (first, *sent, *after), len(things) - admitted(after)
    if admitted(before) != len(before) or count < 0:
        why = f"{admitted(before)} of {len(before)} passed before them, {admitted(after)} after"
        return untold(name, why, evidence)
    # Admitted, then refused, and never in turn: a window that had ended meanwhile would have given all of it back.
    few = len(sent) + len(after) < experiment.limit
    proven = few and after[-1].refused and admitted(after[:admitted(after)]) == admitted(after)
    value = {0: "do not count", len(things): "count"}.get(count, f"{count} of {len(things)} count")
    why = f"{len(before)} beacons, {len(things)} of these, then {admitted(after)} more beacons passed"
    span = span_of([*before, *sent, *after])
    return Property(name, value, "exact", why, (*ends_of(before), *sent, *after), {"counted": count}, span, proven)
