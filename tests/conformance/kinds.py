"""The kinds of request a POST can be, one answer each: for the clauses that speak of *every* answer.

Decides which requests lead to which branch of the blueprint; it must not know what any of them should be answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.judge.target import OMIT

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

# The top-level catch: null is JSON, but nothing can be read from it (facts 3).
UNCAUGHT = "the body null"
TWO_SITES = "an s of two sites"


async def answers_of_every_kind(target: Target) -> list[tuple[str, Answer]]:
    """Post one request of each kind from the allowed origin; give what it was and its answer."""
    unknown, lost = target.new_sid(), target.month_without_partition
    bodies = {
        "a valid beacon": target.beacon(),
        "a beacon without s": target.beacon(s=OMIT),
        "a body that is no JSON": "{",
        "a bad s": target.beacon(s="rubbish"),
        "a bad u": target.beacon(u="rubbish"),
        "an unknown site": target.beacon(s=unknown),
        "an sm that is no date": target.beacon(sm="rubbish"),
        "an sm without a partition": target.beacon(sm=lost),
        UNCAUGHT: "null",
    }
    return [(what, await target.post(body)) for what, body in bodies.items()]


async def refusals(target: Target) -> list[tuple[str, Answer]]:
    """Post a valid beacon without an origin and one from a denied origin; give both answers."""
    return [
        ("a beacon without an origin", await target.post(target.beacon(), origin=None)),
        ("a beacon from a denied origin", await target.post(target.beacon(), origin=target.denied_origin)),
    ]


async def two_sites(target: Target) -> Answer:
    """Post a beacon whose `s` is a spelling of two sites, and give its answer; needs rows."""
    site = await target.new_site()
    await target.new_site(site.public_id.replace("-", ""))
    return await target.post(target.beacon(s=site.public_id))
