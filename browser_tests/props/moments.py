"""When, in a visit, something came to the wire: before or after a look, which every scenario can put where it likes.

A look waits until all that was set off before it is over. So what is written down after it was set off after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.scenario import NotSeen
from simulator.judge.visit import Held, body_of

if TYPE_CHECKING:
    from simulator.judge.visit import Visit


def since(visit: Visit, first: str, action: str | None = None, until: str = "") -> list[dict[str, Any]]:
    """Give the bodies that arrived after one look (and before another), of one `ea` or of all."""
    begins, ends = _number(visit, first), _number(visit, until) if until else float("inf")
    return [body_of(one) for one in seen.arrived(visit, action) if begins < one.number < ends]


def before(visit: Visit, mark: str, action: str | None = None) -> list[dict[str, Any]]:
    """Give the bodies that arrived before a look, of one `ea` or of all."""
    ends = _number(visit, mark)
    return [body_of(one) for one in seen.arrived(visit, action) if one.number < ends]


def _number(visit: Visit, mark: str) -> int:
    found = [one.number for one in visit.all(Held) if one.mark == mark]
    if not found:
        raise NotSeen(f"nobody looked at {mark}")
    return found[0]
