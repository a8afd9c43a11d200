"""What Locust runs, in its own process: arrivals on a schedule (open model), and visitors who are as the tracker is.

`Arrivals` sends the parts of `opsmantik load`: each request when the schedule wants it, whether or not those before it
were answered. `Tracker` is for plain Locust: `locust -f loadtests/locustfile.py --host URL --site PUBLIC_ID`.

It decides when a request leaves and what is written down of it. It must not know what a right answer is: that is the
runner's business, which never imports Locust. One process owns the run (the only one, or the master): it writes records
and moves the gateway's clock; with workers both travel as Locust's own messages, so that a worker needs no files.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
import time
import urllib.request
from collections import deque
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import gevent
import gevent.event
import gevent.pool
import locust.stats
from locust import FastHttpUser, constant, events, task
from locust.runners import MasterRunner, WorkerRunner

from loadtests.arrival import key_of, marked
from loadtests.desk import Desk, could_not_send, now_us
from loadtests.order import LABEL, Order
from loadtests.plan import load_id
from loadtests.records import kind_of, line_of, retry_after
from loadtests.sender import Sender, trusting
from simulator.beacons import encode, new_visitor, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locust.env import Environment

    from loadtests.arrival import Arrival
    from simulator.beacons import Beacon

BATCH_S = 0.5
QUEUE_MAX = 10  # blueprint 2.1
FAR_MS = 3_600_000
REFUSED, UNKNOWN = 2, 3
NO_SITE = "expected --site PUBLIC_ID, whom visitors visit, or --order FILE; came: neither; name one"
locust.stats.PERCENTILES_TO_REPORT = [0.50, 0.90, 0.95, 0.99, 0.999, 1.0]


class Owner:
    """The one process that writes the file and moves the gateway's clock, for itself or for its workers."""

    def __init__(self, environment: Environment, order: Order) -> None:
        self._environment, self._order = environment, order
        self._file = Path(order.records).open("a", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
        self._reached = self._finished = 0
        for name, listener in (("records", self._write), ("reached", self._move), ("finished", self._finish)):
            environment.runner.register_message(name, listener)

    def _workers(self) -> int:
        runner = self._environment.runner
        return runner.worker_count if isinstance(runner, MasterRunner) else 1

    def _write(self, msg: Any, **_rest: Any) -> None:
        self._file.write(msg.data)
        self._file.flush()

    def _move(self, msg: Any, **_rest: Any) -> None:
        """Once everybody has had its answers, stop the gateway's clock at the next time and let everybody go on."""
        self._reached += 1
        if self._reached == self._workers():
            self._reached = 0
            if self._order.clock:
                try:
                    stop_clock(self._order, self._order.clock_start_ms + msg.data)
                except (OSError, HTTPException) as error:
                    self._give_up(f"expected to move the clock at {self._order.clock}; came: {error}; is it there?")
                    return
            else:
                Path(self._order.records).with_suffix(".began").write_text(str(now_us()), "utf-8")
            self._environment.runner.send_message("go", msg.data)

    def _give_up(self, sentence: str) -> None:
        say(sentence)
        self._environment.process_exit_code = UNKNOWN
        gevent.spawn(self._environment.runner.quit)

    def _finish(self, **_rest: Any) -> None:
        self._finished += 1
        if self._finished == self._workers():
            gevent.spawn(self._environment.runner.quit)


def stop_clock(order: Order, now_ms: int) -> None:
    """Stop a gateway's clock at a time, by no proxy of the environment's."""
    headers = {"Content-Type": "application/json"}
    if order.authorization:
        headers["Authorization"] = order.authorization
    body = json.dumps({"now_ms": now_ms}).encode()
    request = urllib.request.Request(order.clock, body, headers)  # noqa: S310 - the target's own URL
    tls = urllib.request.HTTPSHandler(context=trusting(order.ca))
    urllib.request.build_opener(urllib.request.ProxyHandler({}), tls).open(request, timeout=30).close()


class Arrivals(FastHttpUser):
    """Everything that arrives at this process, sent when it is due. There is one in each process."""

    wait_time = constant(FAR_MS)
    fixed_count = 0

    @task
    def send_all(self) -> None:
        """Send the part, hand over what was written down, and say that it is over."""
        order = Order.parsed(self.environment.parsed_options.order_text)
        runner = self.environment.runner
        Schedule(self.environment, order).run()
        runner.send_message("finished", None)
        gevent.event.Event().wait(FAR_MS)


class Schedule:
    """One part on its way: when each arrival is due, and the pool of those that are under way."""

    def __init__(self, environment: Environment, order: Order) -> None:
        self._environment, self._order, self._part = environment, order, order.to_send()
        self._runner = environment.runner
        self._sender = Sender(order)
        self._pool = gevent.pool.Pool(order.in_flight_max)
        self._desk = Desk(self._runner.send_message)
        self._pause = gevent.event.Event()
        self._enough, self._through = False, -1
        self._went = gevent.event.Event()
        options = environment.parsed_options
        self._share = (self._runner.worker_index, max(1, int(getattr(options, "expect_workers", 1) or 1)))
        self._runner.register_message("go", lambda **_rest: self._went.set())
        environment.events.quitting.add_listener(lambda **_rest: self._close())
        gevent.spawn(self._flush_now_and_then)

    def run(self) -> None:
        """Send everything and wait for the last answer."""
        step_us = int(1e6 / self._part.pace_per_s)
        spent_s, began_s = time.process_time(), time.perf_counter()
        if self._part.moved:
            for at_ms, together in self._ticks():
                self._pool.join()
                self._reach(at_ms)
                due_us = now_us()
                for number, arrival in together:
                    self._pool.wait_available()  # the clock stands still: who waits here is late for nothing
                    due_us = max(due_us, now_us())
                    self._dispatch(number, arrival, due_us)
                    due_us += step_us
        else:
            self._reach(0)
            began_us = now_us()
            for number, arrival in self._mine():
                if self._enough:
                    break
                self._dispatch(number, arrival, began_us + arrival.at_ms * 1_000)
        self._pool.join()
        self._close()
        figures = {"cpu_s": time.process_time() - spent_s, "wall_s": time.perf_counter() - began_s}
        Path(self._order.records).with_suffix(".spent").write_text(json.dumps(figures), "utf-8")

    def _close(self) -> None:
        self._desk.close(self._through, self._share[1])

    def _mine(self) -> Iterator[tuple[int, Arrival]]:
        """Give the arrivals of this process's share of the clients: a client's window is counted by one clock."""
        index, workers = self._share
        for number, arrival in enumerate(self._part.arrivals()):
            if key_of(arrival, self._order.settings) % workers == index % workers:
                yield number, arrival

    def _ticks(self) -> Iterator[tuple[int, list[tuple[int, Arrival]]]]:
        """Give every time of the part, also those at which nothing comes to this process, and what comes then."""
        mine = {number for number, _ in self._mine()}
        together: list[tuple[int, Arrival]] = []
        at_ms = None
        for number, arrival in enumerate(self._part.arrivals()):
            if at_ms is not None and arrival.at_ms != at_ms:
                yield at_ms, together
                together = []
            at_ms = arrival.at_ms
            if number in mine:
                together.append((number, arrival))
        if at_ms is not None:
            yield at_ms, together

    def _reach(self, at_ms: int) -> None:
        """Say that all of ours is answered, and go on when the clock stands at this time."""
        self._went.clear()
        self._runner.send_message("reached", at_ms)
        self._went.wait()

    def _dispatch(self, number: int, arrival: Arrival, due_us: int) -> None:
        """Make the request ready, and let it go when it is due, also while others wait for their answers."""
        name = load_id(self._order.token, number)
        body = encode(marked(arrival.beacon, name))
        caller = self._order.addresses[arrival.client if arrival.caller is None else arrival.caller]
        headers = {
            "Origin": self._order.settings.origin,
            "Content-Type": "application/json",
            "User-Agent": arrival.user_agent,
            "X-Forwarded-For": self._order.addresses[arrival.client] + arrival.hops,
            **({LABEL: name} if self._order.labelled else {}),
        }
        left_us = due_us - now_us()
        if left_us > 0:
            self._pause.wait(left_us / 1e6)
        self._through = number
        self._pool.spawn(self._send, number, due_us, caller, headers, body, stored=arrival.stored)

    def _send(
        self, number: int, due_us: int, caller: str, headers: dict[str, str], body: bytes, *, stored: bool
    ) -> None:
        if self._desk.closed:
            return  # what is sent after that would be in no book
        sent_us = now_us()
        self._desk.under_way[number] = (due_us, sent_us)
        status, answer, note, error = 0, b"", "", None
        try:
            status, answer = self._sender.post(caller, headers, body)
        except Exception as broken:  # noqa: BLE001 - however it failed, there is no answer
            note, error = f"{type(broken).__name__}: {broken}", broken
        done_us = now_us()
        if self._desk.under_way.pop(number, None) is None:
            return  # it was written down already: the run was stopped
        kind = kind_of(status, answer) if status else "silent"
        if error is not None and could_not_send(error):
            kind, sent_us, done_us = "unsent", 0, 0
        elif kind == "limited":
            note = retry_after(answer)
        if kind in ("refused", "other") or (kind == "failed" and stored):
            note = answer[:160].decode("utf-8", "replace")
            error = RuntimeError(f"{status}")
        self._desk.write(line_of(number, (due_us, sent_us, done_us), status, kind, note))
        self._environment.events.request.fire(
            request_type="POST",
            name=kind,
            response_time=max(0, done_us - due_us) / 1_000,
            response_length=len(answer),
            exception=error,
            context={},
        )

    def _flush_now_and_then(self) -> None:
        while True:
            self._pause.wait(BATCH_S)
            self._desk.flush()
            self._enough = Path(self._order.records).with_suffix(".enough").exists()


class Tracker(FastHttpUser):
    """One visitor after the other, each as the tracker behaves: a view, scrolling, clicks, signs of life, an end.

    What got no answer, a 429 or a 5xx is queued, at most ten, and sent again at the next visitor's first view, as the
    tracker's fetch fallback queues and its next page view drains (blueprint 2.1).
    """

    wait_time = constant(0)

    def on_start(self) -> None:
        """Have a seed of one's own, and a queue."""
        options = self.environment.parsed_options
        if not options.site:  # in the page for people it may be left empty
            say(NO_SITE)
            self.environment.runner.quit()
            gevent.event.Event().wait(FAR_MS)
        self._random = random.Random(f"{options.seed}/{id(self)}")  # noqa: S311 - a workload
        self._queue: deque[tuple[dict[str, str], bytes]] = deque(maxlen=QUEUE_MAX)

    @task
    def visit_once(self) -> None:
        """Make one visit; time between its beacons passes `--hurry` times faster."""
        options = self.environment.parsed_options
        visitor = new_visitor(self._random, site=options.site, origin=options.page_origin)
        began_ms = time.time_ns() // 1_000_000
        headers = {
            "Origin": options.page_origin,
            "Content-Type": "application/json",
            "User-Agent": visitor.user_agent,
            "X-Forwarded-For": visitor.address,
        }
        self._drain()
        for offset_ms, beacon in visit(visitor, self._random, began_ms):
            due_ms = began_ms + offset_ms / options.hurry
            gevent.event.Event().wait(max(0.0, due_ms - time.time_ns() / 1_000_000) / 1_000)
            self._send(headers, beacon)

    def _drain(self) -> None:
        for _ in range(len(self._queue)):
            headers, body = self._queue.popleft()
            self.client.post("/api/sync", data=body, headers=headers, name="drained")

    def _send(self, headers: dict[str, str], beacon: Beacon) -> None:
        body = encode(beacon)
        name = f"{beacon['ec']} {beacon['ea']}"
        with self.client.post("/api/sync", data=body, headers=headers, name=name, catch_response=True) as answer:
            kind = kind_of(answer.status_code or 0, answer.content or b"") if answer.status_code else "silent"
            if kind in ("synced", "limited"):
                answer.success()  # a right 429 is no failure; whether it is one, the books of `opsmantik load` say
            if kind in ("limited", "failed", "silent"):
                self._queue.append((headers, body))


@events.init_command_line_parser.add_listener
def add_options(parser: Any) -> None:
    """Name what Locust itself does not know."""
    parser.add_argument("--order", default="", help="What `opsmantik load` wants sent: a file of its run directory")
    parser.add_argument("--site", default="", help="Public id of the site that plain visitors visit")
    parser.add_argument("--page-origin", default="http://127.0.0.1", help="An origin that the gateway allows")
    parser.add_argument("--seed", default="1", help="Repeat the visitors' choices")
    parser.add_argument("--hurry", type=_above_zero, default=10.0, help="How many times faster than life visitors are")


def _above_zero(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError(text)
    return value


def say(sentence: str) -> None:
    """Say what keeps this process from sending."""
    print(sentence, file=sys.stderr, flush=True)


def refuse(sentence: str) -> NoReturn:
    """Say it and end, before anything was sent."""
    say(sentence)
    sys.exit(REFUSED)


def _order_of(options: Any) -> Order:
    """Read the order of a run; one whose requests are written down is used up."""
    try:
        options.order_text = Path(options.order).read_text("utf-8")
        order = Order.parsed(options.order_text)
    except (OSError, ValueError, KeyError, TypeError) as error:
        refuse(f"expected an order at {options.order}, as `opsmantik load` writes them; came: {error}; correct --order")
    records = Path(order.records)
    if records.with_suffix(".enough").exists() or (records.exists() and records.stat().st_size):
        refuse(
            f"expected an order that nobody has sent; came: {options.order}, whose requests are in {records};"
            " run `opsmantik load` for a new one"
        )
    return order


@events.init.add_listener
def on_init(environment: Environment, runner: Any, **_rest: Any) -> None:
    """Be the owner of an order, if there is one; without one there are only visitors."""
    options = environment.parsed_options
    if isinstance(runner, WorkerRunner):
        return
    if not options.order:
        if options.headless and not options.site:
            refuse(NO_SITE)
        if options.headless and urlsplit(environment.host or "").scheme not in ("http", "https"):
            refuse(f"expected --host http(s)://host[:port] of a gateway; came: {environment.host}; correct it")
        environment.user_classes = [Tracker]
        return
    order = _order_of(options)
    environment.user_classes = [Arrivals]
    environment.host = environment.host or order.endpoint
    Owner(environment, order)
    Path(options.order).with_suffix(".pid").write_text(str(os.getpid()), "utf-8")
