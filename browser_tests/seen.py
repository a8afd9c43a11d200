"""Questions that claims ask of a visit, so that a claim is one line. It knows the wire's words and judges nothing.

An event that the visitor's acts call for and that does not come is a `Deviation`: everything was done that it needs.
What could not be looked at raises `NotSeen`: nobody knows.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from browser_tests.scenario import NotSeen
from simulator.judge import expect
from simulator.judge.visit import ENDPOINT, Arrived, Offered, body_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.judge.visit import Visit

QUEUE = "opsmantik_evtq_v1"
SESSION = "opmantik_session_sid"
FINGERPRINT = "opmantik_session_fp"
CONTEXT = "opmantik_session_context"
DEBUG = "opsmantik_debug"


def arrived(visit: Visit, action: str | None = None) -> list[Arrived]:
    """Give the beacons that came to the wire, of one `ea` or of all."""
    return [one for one in visit.arrivals if action is None or body_of(one).get("ea") == action]


def bodies(visit: Visit, action: str | None = None) -> list[dict[str, Any]]:
    """Give their bodies."""
    return [body_of(one) for one in arrived(visit, action)]


def at(visit: Visit, path: str, action: str | None = None) -> list[dict[str, Any]]:
    """Give the bodies that came from a page of this path, by their `u`."""
    return [body for body in bodies(visit, action) if urlsplit(str(body.get("u"))).path == path]


def in_order(visit: Visit, action: str, number: int) -> list[dict[str, Any]]:
    """Give the bodies of one `ea` as they arrived; a `Deviation` unless there are just so many."""
    found = bodies(visit, action)
    expect.equal(number, len(found), f"events {action} that arrived")
    return found


def meta(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a body's `meta`; an empty one if it is no object."""
    found = body.get("meta")
    return found if isinstance(found, dict) else {}


def first_body(visit: Visit, action: str | None = None) -> dict[str, Any]:
    """Give the first of them; a `Deviation` if none arrived."""
    found = bodies(visit, action)
    if not found:
        raise expect.missing(f"no {action or 'event'} arrived")
    return found[0]


def offered(visit: Visit, action: str | None = None, way: str | None = None) -> list[Offered]:
    """Give what the pages offered to the endpoint, of one `ea` and one way (`beacon`, `fetch`) or of all."""
    return [
        one
        for one in visit.offers
        if urlsplit(one.url).path == ENDPOINT
        and (action is None or body_of(one).get("ea") == action)
        and way in (None, one.way)
    ]


def queue(visit: Visit, mark: str = "end", tab: str = "main") -> list[Any]:
    """Give the queue as it was held at a look; an absent one is an empty list; a `Deviation` if it is no list."""
    text = queue_text(visit, mark, tab)
    if not text:
        return []
    try:
        value = json.loads(text)
    except ValueError:
        raise expect.missing(f"the queue is no JSON: {text[:80]}") from None
    if not isinstance(value, list):
        raise expect.missing(f"the queue is no list: {text[:80]}")
    return value


def queue_text(visit: Visit, mark: str = "end", tab: str = "main") -> str | None:
    """Give the queue's text, None where the key is absent."""
    return local(visit, mark, tab).get(QUEUE)


def queued_actions(visit: Visit, mark: str = "end", tab: str = "main") -> list[str]:
    """Give the `ea` of each queued item that holds an event, in order."""
    payloads = [item.get("payload") for item in queue(visit, mark, tab) if isinstance(item, dict)]
    return [one.get("ea") for one in payloads if isinstance(one, dict)]


def local(visit: Visit, mark: str = "end", tab: str = "main") -> Mapping[str, str]:
    """Give the localStorage at a look; `NotSeen` where it could not be read."""
    held = visit.held(mark, tab)
    if held is None or held.local is None:
        raise NotSeen(f"no localStorage of {tab} was seen at {mark}")
    return held.local


def session(visit: Visit, mark: str = "end", tab: str = "main") -> Mapping[str, str]:
    """Give the sessionStorage at a look; `NotSeen` where it could not be read."""
    held = visit.held(mark, tab)
    if held is None or held.session is None:
        raise NotSeen(f"no sessionStorage of {tab} was seen at {mark}")
    return held.session


def value(visit: Visit, name: str) -> Any:
    """Give what an expression of the scenario gave; `NotSeen` if it was not run, a `Deviation` if it threw."""
    ran = visit.ran(name)
    if ran is None:
        raise NotSeen(f"{name} gave no value: it was not run")
    if ran.error:
        raise expect.missing(f"{name} gave no value: it threw {ran.error}")
    return ran.value


def lines(visit: Visit, begins: str, level: str | None = None) -> list[Sequence[Any]]:
    """Give the arguments of the console lines whose text begins so."""
    return [one.arguments for one in visit.console if one.text.startswith(begins) and level in (None, one.level)]


def events(visit: Visit, action: str | None = None) -> list[Mapping[str, Any]]:
    """Give the stored events; `NotSeen` where rows could not be read."""
    if visit.read is None:
        raise NotSeen("rows cannot be seen here")
    return [row for row in visit.read.events if action is None or row["event_action"] == action]


def calls(visit: Visit) -> Sequence[Mapping[str, Any]]:
    """Give the stored intents; `NotSeen` where rows could not be read."""
    if visit.read is None:
        raise NotSeen("rows cannot be seen here")
    return visit.read.calls


def sessions(visit: Visit) -> Sequence[Mapping[str, Any]]:
    """Give the stored sessions; `NotSeen` where rows could not be read."""
    if visit.read is None:
        raise NotSeen("rows cannot be seen here")
    return visit.read.sessions
