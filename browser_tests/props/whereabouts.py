"""Where the events of a visit are in the end: how often each was accepted by a server, and whether it is still kept.

An event is known by its mark: its intent stamp, or else its label. A tracker may keep it under whatever key and send
it in whatever way; what counts is that the mark was accepted somewhere, or lies in some storage. It judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from simulator.judge import expect
from simulator.judge.visit import Arrived, body_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from simulator.judge.visit import Visit


def mark_of(body: Mapping[str, Any]) -> str:
    """Give what tells an event from all others of its visit."""
    meta = body.get("meta")
    stamp = meta.get("intent_stamp") if isinstance(meta, dict) else None
    return str(stamp or body.get("el") or "")


def marks(visit: Visit, *actions: str) -> list[str]:
    """Give the marks of what the pages offered, of some `ea` or of all; a `Deviation` if nothing was offered."""
    bodies = [body_of(one) for one in seen.offered(visit)]
    found = list(dict.fromkeys(mark_of(body) for body in bodies if not actions or body.get("ea") in actions))
    if not found:
        raise expect.missing(f"no page offered an event {' or '.join(actions)}")
    return found


def is_accepted(arrival: Arrived) -> bool:
    """Whether a request was answered 2xx, by the gateway if it got that far."""
    status = arrival.status if arrival.upstream_status is None else arrival.upstream_status
    return status is not None and 200 <= status <= 299  # noqa: PLR2004


def accepted(visit: Visit, mark: str) -> int:
    """Count the requests of an event that a server accepted."""
    return sum(is_accepted(one) for one in visit.arrivals if mark_of(body_of(one)) == mark)


def kept(visit: Visit, mark: str, look: str = "end", tab: str = "main") -> bool:
    """Whether an event lies in a tab's storage at a look, under any key."""
    areas = (seen.local(visit, look, tab), seen.session(visit, look, tab))
    return any(mark in text for area in areas for text in area.values())


def lost(visit: Visit, wanted: Iterable[str], tab: str = "main") -> list[str]:
    """Give the events that nobody accepted and nothing keeps."""
    return [mark for mark in wanted if not accepted(visit, mark) and not kept(visit, mark, tab=tab)]
