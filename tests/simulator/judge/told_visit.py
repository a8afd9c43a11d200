"""Histories of a visit written by hand: one short call for each record, numbers and defaults filled in.

It knows how a history looks, and nothing of what is concluded from it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from simulator.judge.visit import (
    Arrived,
    Carried,
    FetchEnded,
    Held,
    Left,
    Loaded,
    Offered,
    Read,
    Threw,
    Visit,
    Wrote,
)

if TYPE_CHECKING:
    from simulator.judge.visit import Record

ORIGIN = "http://shop.localhost"
ENDPOINT = f"{ORIGIN}/api/sync"
QUEUE = "opsmantik_evtq_v1"
SITE = "11111111-1111-4111-8111-111111111111"
SESSION = "22222222-2222-4222-8222-222222222222"
MONTH = "2026-11-01"
NOW_MS = 1_794_312_000_000
SYNCED = '{"ok":true,"score":10,"status":"synced"}'
SKIPPED = '{"ok":true,"score":0,"status":"synced_skipped_missing_id"}'


def event(action: str = "view", category: str = "interaction", **changes: Any) -> str:
    """Give a body as the tracker writes it."""
    values = {"s": SITE, "u": f"{ORIGIN}/", "sid": SESSION, "sm": MONTH, "ec": category, "ea": action, "el": "Landing"}
    return json.dumps({**values, "r": "", "meta": {"fp": "abc", "gclid": None}, **changes})


def click(stamp: str = "1-ab-tel-d250e8") -> str:
    """Give the body of a click on a phone link."""
    meta = {"fp": "abc", "gclid": None, "intent_stamp": stamp, "intent_action": "phone_call"}
    return event("phone_call", "conversion", el="tel:+905321112233", ev=None, meta=meta)


def item(body: str, age_ms: Any = 0) -> dict[str, Any]:
    """Give an item of the queue."""
    return {"payload": json.loads(body), "ts": NOW_MS - age_ms}


def row(body: str, name: str = "row") -> dict[str, Any]:
    """Give the row a beacon leaves in `events`."""
    values = json.loads(body)
    return {
        "id": name,
        "session_id": values["sid"],
        "session_month": values["sm"],
        "event_category": values["ec"],
        "event_action": values["ea"],
        "event_label": values.get("el"),
        "event_value": values.get("ev") or None,
        "url": values["u"],
        "metadata": {**values["meta"], "client_sid": values["sid"], "fingerprint": "abc", "lead_score": 10},
        "partition": "events_2026_11",
    }


def call(body: str, name: str = "call", **changes: Any) -> dict[str, Any]:
    """Give the row a click leaves in `calls`."""
    stamp = json.loads(body)["meta"].get("intent_stamp", "made")
    target = {"intent_action": "phone", "intent_target": "tel:+905321112233"}
    return {"id": name, "intent_stamp": stamp, "matched_session_id": SESSION, **target, **changes}


class Telling:
    """A history in the making. Every method writes one record, unless it says more."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._arrivals = 0

    def visit(self) -> Visit:
        """Give what was told."""
        return Visit(self.records)

    def tell(self, kind: type, **facts: Any) -> int:
        """Write a record down; gives its number."""
        number = len(self.records) + 1
        self.records.append(kind(**{"number": number, "at_ms": NOW_MS, **facts}))
        return number

    def load(self, page: int = 1, tab: str = "main", **facts: Any) -> Telling:
        """A document begins."""
        self.tell(Loaded, tab=tab, page=page, url=f"{ORIGIN}/", **facts)
        return self

    def leave(self, page: int = 1, tab: str = "main") -> Telling:
        """It is gone."""
        self.tell(Left, tab=tab, page=page, how="navigated")
        return self

    def beacon(self, body: str, result: str = "true", page: int = 1, **facts: Any) -> Telling:
        """The page offers a body to sendBeacon."""
        facts = {"tab": "main", "url": ENDPOINT, **facts}
        self.tell(Offered, page=page, way="beacon", body=body, result=result, **facts)
        return self

    def fetch(self, body: str, page: int = 1, tab: str = "main") -> int:
        """Offer by fetch; gives the offer's number."""
        return self.tell(Offered, tab=tab, page=page, way="fetch", url=ENDPOINT, body=body, result="pending")

    def end(self, offer: int, status: int | None = None, page: int = 1, tab: str = "main") -> Telling:
        """The page hears how a fetch ended; without a status it failed."""
        error = "" if status else "TypeError"
        self.tell(FetchEnded, tab=tab, page=page, offer=offer, status=status, error=error)
        return self

    def carry(self, status: int | None = None, failure: str = "", way: str = "beacon", page: int = 1) -> Telling:
        """The browser says what became of a request."""
        begun = sum(isinstance(one, Carried) for one in self.records) + 1
        facts = {"tab": "main", "begun": begun, "url": ENDPOINT}
        self.tell(Carried, page=page, way=way, status=status, failure=failure, **facts)
        return self

    def arrive(self, body: str, status: int | None = 200, answer: str = SYNCED, **facts: Any) -> Telling:
        """A request arrived; unless told otherwise it is the gateway that answers."""
        self._arrivals += 1
        answered = {"upstream_status": status, "ended": "answered", "client_got": status is not None}
        request = {"method": "POST", "path": "/api/sync", "headers": (), "connection": 1, "arrival": self._arrivals}
        self.tell(Arrived, body=body, status=status, answer=answer, **{**request, **answered, **facts})
        return self

    def write(self, *items: Any, page: int = 1, tab: str = "main", error: str = "", at_ms: int = NOW_MS) -> Telling:
        """Write the queue; nothing removes it."""
        value = json.dumps(items) if items else None
        self.tell(Wrote, tab=tab, page=page, area="local", key=QUEUE, value=value, error=error, at_ms=at_ms)
        return self

    def spoil(self, text: str, page: int = 1) -> Telling:
        """Write whatever text where the queue is."""
        self.tell(Wrote, tab="main", page=page, area="local", key=QUEUE, value=text)
        return self

    def throw(self, name: str, page: int = 1) -> Telling:
        """Nobody catches this exception."""
        self.tell(Threw, tab="main", page=page, name=name, message="refused")
        return self

    def hold(self, *items: Any) -> Telling:
        """The queue at the last look."""
        return self.hold_text(json.dumps(items) if items else "")

    def hold_text(self, text: str) -> Telling:
        """The same, of a queue that need be none."""
        self.tell(Held, mark="end", tab="main", local={QUEUE: text} if text else {}, session={})
        return self

    def read(self, *events: Any, calls: tuple[Any, ...] = (), months: tuple[str, ...] = (MONTH,)) -> Telling:
        """The rows."""
        self.tell(Read, sessions=(), events=events, calls=calls, months=months)
        return self

    # ---- more than one record

    def stored(self, body: str, page: int = 1) -> Telling:
        """A beacon that was taken, arrived and was answered 200."""
        return self.beacon(body, page=page).arrive(body).carry(200, page=page)

    def fallen(self, body: str, status: int | None = 500, page: int = 1) -> Telling:
        """A beacon not taken, and its fetch answered so (None: cut before the answer, after the gateway had it)."""
        offer = self.beacon(body, "false", page).fetch(body, page)
        if status is None:
            self.arrive(body, None, "", upstream_status=200, fault="drop answer", ended="closed")
            self.carry(failure="net::ERR_EMPTY_RESPONSE", way="fetch", page=page)
        else:
            self.arrive(body, status, "", upstream_status=None, fault="answer").carry(status, way="fetch", page=page)
        return self.end(offer, status, page)

    def begin(self, page: int = 1) -> Telling:
        """A page whose tracker finds no queue."""
        return self.load(page).write(page=page)
