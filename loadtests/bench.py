"""`opsmantik bench load`: our open model, plain Locust and wrk on one no-op server, in interleaved rounds of one run.

Decides the workload and how a figure is taken. Requests a second are given for each second of CPU that the generator
itself used: that is what a core is good for, also on a busy machine. The placement error is how far from its time a
request left; wrk has no schedule. Medians of rounds, and the ratio is the figure to quote.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from loadtests.arrival import Settings
from loadtests.generator import LOCUSTFILE, ROOT
from loadtests.latency import percentiles
from loadtests.order import IN_FLIGHT_MAX, Order
from loadtests.profiles import find
from loadtests.records import Outcomes
from simulator.beacons import encode
from simulator.judge.gateway_process import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

USERS = 16
ANSWER = b'{"ok":true,"score":10,"status":"synced"}'
READY_S = 20
SITE = "5b0c0d2e-7c1f-4b0a-9d55-0a8b3f4c1d2e"
# A request each 5 ms, as near an edge: what the figure of the placement error is about.
PLACED_PER_S = 200.0
# More than any generator manages, so that every request is due and is sent as soon as there is room; and as many of
# them as plain Locust sends in a second of its rounds, more or less.
ASKED_PER_S, ASKED_A_ROUND_S = 20_000.0, 6_000


class BenchFailed(Exception):
    """A figure could not be taken: what was expected, what came."""

    exit_code = 3


@dataclass(frozen=True)
class BenchOptions:
    """What is run; printed with the figures."""

    rounds: int = 3
    round_s: float = 5.0
    seed: int = 1


@dataclass(frozen=True)
class Figures:
    """One generator in one round: requests, the seconds they took, the generator's own CPU seconds."""

    requests: int
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Requests a second."""
        return self.requests / self.wall_s

    @property
    def per_core_s(self) -> float:
        """Requests for each second of CPU."""
        return self.requests / self.cpu_s


@dataclass
class Taken:
    """All rounds by generator, and placement errors in milliseconds by generator. `missing` says what is not here."""

    rounds: dict[str, list[Figures]]
    placement_ms: dict[str, dict[str, float]]
    missing: list[str]


def run(options: BenchOptions) -> Taken:
    """Take every round."""
    has_wrk = shutil.which("wrk") is not None
    names = ["open model", "plain Locust", *(["wrk"] if has_wrk else [])]
    taken = Taken({name: [] for name in names}, {}, [] if has_wrk else ["wrk is not installed: it was left out"])
    with tempfile.TemporaryDirectory(prefix="opsmantik-bench-") as folder, _server() as url:
        field = Field(Path(folder), url, options)
        for number in range(options.rounds):
            for name in names:
                taken.rounds[name].append(field.measured(name, number))
        taken.placement_ms["open model"] = field.placed()
        taken.placement_ms["plain Locust"] = field.placed_plainly()
    return taken


class Field:
    """Where generators are measured: a folder, a server, a workload."""

    def __init__(self, folder: Path, url: str, options: BenchOptions) -> None:
        self._folder, self._url, self._options = folder, url, options
        self._settings = Settings(
            profile="capacity",
            seed=options.seed,
            site=SITE,
            origin="http://127.0.0.1",
            month="2026-01-01",
            next_month="2026-02-01",
            now_ms=1_769_000_000_000,
            month_edge_ms=1_769_904_000_000,
        )
        beacon = next(find("capacity").parts(self._settings)[0].arrivals()).beacon
        (folder / "body.json").write_bytes(encode(beacon))
        (folder / "plain.py").write_text(PLAIN, "utf-8")
        (folder / "post.lua").write_text(LUA, "utf-8")

    def measured(self, name: str, number: int) -> Figures:
        """Run one generator for one round, as fast as it can."""
        if name == "wrk":
            return self._wrk()
        if name == "plain Locust":
            return _read(self._plain("fast", number)["figures"])
        asked_s = self._options.round_s * ASKED_A_ROUND_S / ASKED_PER_S
        return self._ours(f"fast-{number}", rate_per_s=ASKED_PER_S, duration_s=asked_s, in_flight_max=USERS)[0]

    def placed(self) -> dict[str, float]:
        """Give the placement error of our own at a pace it can keep."""
        paced = {"rate_per_s": PLACED_PER_S, "duration_s": self._options.round_s}
        outcomes = self._ours("placed", **paced, in_flight_max=IN_FLIGHT_MAX)[1]
        return percentiles(sorted((outcomes.sent_us[n] - outcomes.due_us[n]) / 1_000 for n in outcomes.sent()))

    def placed_plainly(self) -> dict[str, float]:
        """Give plain Locust's at the same pace, by `constant_throughput`."""
        return percentiles(sorted(self._plain("placed", 0)["errors_ms"]))

    def _ours(
        self, name: str, *, rate_per_s: float, duration_s: float, in_flight_max: int
    ) -> tuple[Figures, Outcomes]:
        settings = replace(self._settings, rate_per_s=rate_per_s, duration_s=duration_s)
        part = find("capacity").parts(settings)[0]
        records = self._folder / f"{name}.jsonl"
        addresses = tuple(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(part.clients))
        order = Order(settings, 0, name, f"{self._url}/api/sync", addresses, str(records), in_flight_max=in_flight_max)
        path = self._folder / f"order-{name}.json"
        path.write_text(order.written(), "utf-8")
        self._locust(LOCUSTFILE, "--order", str(path), "-u", "1", "-r", "1", "Arrivals")
        spent = json.loads(records.with_suffix(".spent").read_text("utf-8"))
        outcomes = Outcomes.read(records, part.clients)
        return Figures(outcomes.kinds().get("synced", 0), spent["wall_s"], spent["cpu_s"]), outcomes

    def _plain(self, mode: str, number: int) -> dict:
        told = self._folder / f"plain-{mode}-{number}.json"
        users = str(USERS)
        run_s = f"{max(1, round(self._options.round_s))}s"
        options = ("--told", str(told), "--body", str(self._folder / "body.json"), "--per-s", str(PLACED_PER_S / USERS))
        user = "Fast" if mode == "fast" else "Placed"
        self._locust(self._folder / "plain.py", *options, "-u", users, "-r", users, "--run-time", run_s, user)
        return json.loads(told.read_text("utf-8"))

    def _locust(self, file: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "locust", "-f", str(file), "--headless", "--only-summary", "--host", self._url]
        quiet = ("--loglevel", "ERROR", "--exit-code-on-error", "0")
        done = subprocess.run([*command, *quiet, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
        if done.returncode:
            raise BenchFailed(f"expected Locust to end with 0; came: {done.returncode}: {done.stderr.strip()[-300:]}")

    def _wrk(self) -> Figures:
        before = _children_s()
        seconds = max(1, round(self._options.round_s))
        command = ["wrk", "-t1", f"-c{USERS}", f"-d{seconds}s", "-s", str(self._folder / "post.lua")]
        command += [f"{self._url}/api/sync", "--", str(self._folder / "body.json")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if "requests in" in line]
        if done.returncode or not lines:
            raise BenchFailed(f"expected wrk to count requests; came: {done.stderr.strip()[-300:]}")
        requests, wall = lines[0].split(" requests in ")
        return Figures(int(requests), float(wall.split("s,")[0]), _children_s() - before)


def _read(told: Mapping[str, float]) -> Figures:
    return Figures(int(told["requests"]), told["wall_s"], told["cpu_s"])


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _server() -> Iterator[str]:
    """Serve the same few bytes to everybody, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "loadtests.bench:answer_all", "--port", str(port)]
    quiet = ["--log-level", "error", "--no-access-log", "--lifespan", "off"]
    with subprocess.Popen([*command, *quiet], cwd=ROOT) as process:
        try:
            _await_port(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _await_port(port: int) -> None:
    import asyncio  # noqa: PLC0415 - the server's own process needs none of it

    from simulator.waiting import wait_until  # noqa: PLC0415

    async def open_() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    asyncio.run(wait_until(open_, READY_S, pause_s=0.05))


async def answer_all(scope: dict, receive: object, send: object) -> None:
    """Answer a request as a gateway would that has nothing to do; an ASGI application."""
    assert scope["type"] == "http"
    while (await receive()).get("more_body"):
        pass
    length = str(len(ANSWER)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


def describe(taken: Taken, options: BenchOptions) -> str:
    """Say the figures for people: medians, and ratios to plain Locust."""
    plain = taken.rounds["plain Locust"]
    lines = [f"load: {options}, {USERS} requests under way, at {time.strftime('%Y-%m-%d %H:%M')}"]
    for name, rounds in taken.rounds.items():
        ratios = [one.per_core_s / other.per_core_s for one, other in zip(rounds, plain, strict=True)]
        lines.append(
            f"  {name:13} {median(one.per_s for one in rounds):8.0f} requests/s"
            f" {median(one.per_core_s for one in rounds):8.0f} a core"
            f" {_spread(ratios)} of plain Locust, a core"
        )
    lines.append(f"  placement error at {PLACED_PER_S:g} a second, one each {1000 / PLACED_PER_S:g} ms:")
    for name, errors in taken.placement_ms.items():
        lines.append(
            f"    {name:13} p50 {errors['p50']:.2f} ms, p99 {errors['p99']:.2f} ms, at most {errors['max']:.2f} ms"
        )
    lines.append("    wrk           none to speak of: it has no schedule")
    return "\n".join([*lines, *(f"  {what}" for what in taken.missing)])


def _spread(ratios: Sequence[float]) -> str:
    return f"{median(ratios):6.0%} ({min(ratios):.0%} … {max(ratios):.0%})"


# Plain Locust, as its documentation has it: a FastHttpUser that posts the same body, closed loop or paced.
PLAIN = """
import json, time
from pathlib import Path
from locust import FastHttpUser, constant, constant_throughput, events, task

state = {"errors_ms": []}
HEADERS = {"Content-Type": "application/json", "Origin": "http://127.0.0.1", "X-Forwarded-For": "10.0.0.1"}

@events.init_command_line_parser.add_listener
def options(parser):
    for name in ("--told", "--body", "--per-s"):
        parser.add_argument(name, default="")

@events.test_start.add_listener
def start(environment, **_rest):
    state["body"] = Path(environment.parsed_options.body).read_bytes()
    state["began"] = (time.process_time(), time.perf_counter())

@events.test_stop.add_listener
def stop(environment, **_rest):
    cpu_s, began_s = state["began"]
    figures = {"requests": environment.stats.total.num_requests, "cpu_s": time.process_time() - cpu_s,
               "wall_s": time.perf_counter() - began_s}
    told = {"figures": figures, "errors_ms": state["errors_ms"]}
    Path(environment.parsed_options.told).write_text(json.dumps(told))

class Fast(FastHttpUser):
    wait_time = constant(0)
    @task
    def post(self):
        self.client.post("/api/sync", data=state["body"], headers=HEADERS)

class Placed(FastHttpUser):
    first = None
    def wait_time(self):
        return constant_throughput(float(self.environment.parsed_options.per_s))(self)
    @task
    def post(self):
        now = time.perf_counter()
        if self.first is None:
            self.first, self.sent = now, 0
        due = self.first + self.sent / float(self.environment.parsed_options.per_s)
        state["errors_ms"].append(abs(now - due) * 1000)
        self.sent += 1
        self.client.post("/api/sync", data=state["body"], headers=HEADERS)
"""
LUA = """
function init(args)
  local file = io.open(args[1], "rb")
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Origin"] = "http://127.0.0.1"
  wrk.headers["X-Forwarded-For"] = "10.0.0.1"
end
"""
