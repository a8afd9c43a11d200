"""One minimal history for each fate, and one in which much happens: values, with what must be concluded of them."""

from __future__ import annotations

import json

from tests.simulator.judge.told_visit import SKIPPED, Telling, call, click, event, item, row

VIEW, HEARTBEAT, CLICK = event(), event("heartbeat", "system"), click()
HOUR_MS = 3_600_000
BIG = event("big", el="x" * 70_000)
SEEDS = [event(f"seed-{number}") for number in range(10)]


def told() -> Telling:
    return Telling().begin()


def seeded(*items: object) -> Telling:
    """A queue written on a page without tracker, and the page after it."""
    return Telling().load(9).write(*items, page=9).leave(9).load()


def two_tabs() -> Telling:
    """Each queues; the second did not know the first's item."""
    here = told().load(2, "other").write(page=2, tab="other").fallen(CLICK).write(item(CLICK))
    return here.fallen(HEARTBEAT, page=2).write(item(HEARTBEAT), page=2, tab="other").hold(item(HEARTBEAT)).read()


def navigated(*, arrives: bool) -> Telling:
    here = told()
    here.beacon(VIEW, "false").fetch(VIEW)
    here.leave()
    if arrives:
        return here.arrive(VIEW, 500, "").read()
    return here.carry(failure="net::ERR_CONNECTION_REFUSED", way="fetch").read()


def hung_fetch() -> Telling:
    here = told()
    here.beacon(VIEW, "false").fetch(VIEW)
    return here.arrive(VIEW, None, "", fault="hang", ended="").carry(way="fetch").hold().read()


def seven_hanging() -> Telling:
    """Six hold every connection to the host; the seventh is begun and never sent."""
    here, bodies = told(), [event("hang", el=str(number)) for number in range(7)]
    for body in bodies:
        here.beacon(body).carry()
    for body in bodies[:6]:
        here.arrive(body, None, "", fault="hang", ended="")
    return here.hold().read()


def let_go() -> Telling:
    here = Telling().load()
    offer = here.fetch(VIEW)
    return here.arrive(VIEW, 404, "").carry(404, way="fetch").end(offer, 404).read()


def failed_by(failure: str) -> Telling:
    return told().beacon(VIEW).carry(failure=failure).hold().read()


def cut_off() -> Telling:
    return told().beacon(VIEW).arrive(VIEW, None, "", fault="reset", ended="reset").carry().hold().read()


def ten_later() -> Telling:
    """A click evicted by ten failed heartbeats of other labels."""
    here, bodies = told().fallen(CLICK).write(item(CLICK)), [CLICK]
    for number in range(10):
        bodies.append(event("heartbeat", "system", el=str(number)))
        here.fallen(bodies[-1]).write(*(item(body) for body in bodies[-10:]))
    return here.hold(*(item(body) for body in bodies[-10:])).read()


FATES = {
    "stored": told().stored(VIEW).hold().read(row(VIEW)),
    "skipped": told().beacon(VIEW).arrive(VIEW, answer=SKIPPED).carry(200).read(),
    "refused: 404": let_go(),
    "still queued": told().fallen(VIEW).write(item(VIEW)).hold(item(VIEW)).read(),
    "poisoned": seeded(item(BIG)).beacon(BIG, "false").write(item(BIG)).hold(item(BIG)).read(),
    "evicted": ten_later(),
    "expired": seeded(item(VIEW, HOUR_MS)).write().hold().read(),
    "lost by the browser: offline": failed_by("net::ERR_INTERNET_DISCONNECTED"),
    "lost by the browser: refused": failed_by("net::ERR_CONNECTION_REFUSED"),
    "lost by the browser: cap": failed_by("net::ERR_INSUFFICIENT_RESOURCES"),
    "lost by the browser: policy": failed_by("csp"),
    "lost by the browser: no answer": hung_fetch(),
    "lost by the browser: budget": Telling().load().beacon(VIEW, "false").read(),
    "lost by the browser: navigation": navigated(arrives=True),
    "lost by the browser: storage": told().fallen(VIEW).write(item(VIEW), error="QuotaExceededError").hold().read(),
    "lost by the browser: thrown": told().beacon(VIEW, "threw TypeError").hold().read(),
    "lost after a beacon: 429": told().beacon(VIEW).arrive(VIEW, 429, "").carry(429).hold().read(),
    "lost in a race": two_tabs(),
    "lost for want of a partition": told().beacon(VIEW).arrive(VIEW, 500, "").carry(500).read(months=("2027-01-01",)),
    "lost in the database": told().beacon(VIEW).arrive(VIEW, 500, "").carry(500).read(),
}

# Fates that have more than one way to come about.
FURTHER = {
    "by a reset": ("lost by the browser: refused", cut_off()),
    "by an answer of the wire's own": (
        "lost after a beacon: 500",
        told().beacon(VIEW).arrive(VIEW, 500, "", upstream_status=None, fault="answer").carry(500).hold().read(),
    ),
    "by a failure after the page was left": ("lost by the browser: navigation", navigated(arrives=False)),
    "by a queue that is no list": (
        "lost by the browser: storage",
        Telling().load(9).spoil("{", 9).leave(9).load().fallen(VIEW).hold_text("{").read(),
    ),
    "by a tracker that died": ("lost by the browser: storage", Telling().load().throw("QuotaExceededError").read()),
    "without a usable time": ("expired", seeded({"payload": json.loads(VIEW), "ts": "x"}).write().hold().read()),
    "with its answer dropped": (
        "stored",
        told().beacon(VIEW).arrive(VIEW, None, "", upstream_status=200, fault="drop answer", ended="closed")
        .carry(failure="net::ERR_EMPTY_RESPONSE").hold().read(row(VIEW)),
    ),
}  # fmt: skip


def busy() -> Telling:
    """A view stored; a click lost offline; a fallback stored unheard, queued, drained and stored again; a 429."""
    second = click("2-ab-tel-d250e8")
    here = told().stored(VIEW)
    here.beacon(CLICK).carry(failure="net::ERR_INTERNET_DISCONNECTED")
    here.fallen(second, None).write(item(second))
    here.stored(HEARTBEAT).stored(HEARTBEAT).leave().load(2)
    here.beacon(second, page=2, evaluating=True).arrive(second).write(page=2).carry(200, page=2)
    here.beacon(event("late"), page=2).arrive(event("late"), 429, "").carry(429, page=2)
    rows = [row(VIEW, "a"), row(second, "b"), row(HEARTBEAT, "c"), row(HEARTBEAT, "d"), row(second, "e")]
    return here.hold().read(*rows, calls=(call(second),))


def drained(times: int) -> Telling:
    """Ten seeded items, drained by two tabs at once, or by one."""
    here = seeded(*(item(body) for body in SEEDS))
    for page in range(1, times + 1):
        if page > 1:
            here.load(page, "other")
        for body in SEEDS:
            here.beacon(body, page=page, evaluating=True).arrive(body).carry(200, page=page)
    for page in range(1, times + 1):
        here.write(page=page)
    rows = [row(body, f"{body}-{time}") for time in range(times) for body in SEEDS]
    return here.hold().read(*rows)
