"""`opsmantik bench gateway`: valid beacons of many clients, beside pgbench with the same statements on the same server.

Decides the workload and how a figure is taken. A figure is a median of interleaved rounds in one run, and the one to
quote is the ratio: machines are noisy. The statements pgbench runs are not written down a second time, they are
recorded while the gateway serves one visitor.
"""

import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

import schema.binaries
import schema.connection
import schema.databases
import schema.postgres
from reference.clock import AdjustableClock
from reference.cors import OriginList
from reference.gateway import Gateway
from reference.ledger import Record
from reference.log import LineLog
from reference.postgres_store import PostgresStore, open_pool
from reference.rate_limit import FixedWindowLimiter
from reference.sites import add_site
from reference.wire import Head, Request

ORIGIN = "http://127.0.0.1"
_SID = "5e55104e-0000-4000-8000-000000000000"  # stands for a fresh id in the recorded statements
_CATEGORIES = {"phone_call": "conversion", "heartbeat": "system", "session_end": "system"}
_ACTIONS = ("view", "scroll_depth", "heartbeat", "phone_call", "session_end")


class BenchFailed(Exception):
    """A figure could not be taken: what was expected, what came."""

    exit_code = 3


@dataclass(frozen=True)
class BenchOptions:
    """What is run; printed with the figures."""

    rounds: int = 5
    round_s: float = 4.0
    connections: int = 8
    seed: int = 1


@dataclass(frozen=True)
class Round:
    """One round of each: requests a second, and the gateway's own CPU time per request."""

    gateway_per_s: float
    gateway_cpu_us: float
    pgbench_per_s: float

    @property
    def ratio(self) -> float:
        """Gateway requests for each pgbench request, in the same round."""
        return self.gateway_per_s / self.pgbench_per_s


def run(options: BenchOptions, front_door: Path) -> list[Round]:
    """Take every round on an embedded Postgres and a gateway process of its own."""
    with schema.postgres.provide("embedded") as server, tempfile.TemporaryDirectory() as folder:
        template = schema.databases.make_template(server.admin_dsn)
        dsn = schema.databases.clone(server.admin_dsn, template)
        site = add_site(dsn)
        script = Path(folder) / "visitor.sql"
        script.write_text(asyncio.run(_recorded_visitor(dsn, site)))
        with _gateway_process(front_door, dsn) as (process, port):
            workload = _Workload(site, random.Random(options.seed))  # noqa: S311 - a workload, not a secret
            asyncio.run(_drive(port, workload, options.connections, options.round_s))
            _analyse(dsn)
            taken = []
            for _ in range(options.rounds):
                served_per_s, cpu_us = _measure(process.pid, port, workload, options)
                taken.append(Round(served_per_s, cpu_us, _pgbench(dsn, script, options) * len(_ACTIONS)))
            return taken


def _analyse(dsn: str) -> None:
    """Give the planner what a live database's autovacuum would have given it."""
    with schema.connection.connect(dsn) as connection:
        connection.execute("ANALYZE")


def _measure(pid: int, port: int, workload: "_Workload", options: BenchOptions) -> tuple[float, float]:
    """Requests a second, and the gateway's CPU microseconds for each."""
    before_s, started_s = _cpu_s(pid), time.monotonic()
    answered = asyncio.run(_drive(port, workload, options.connections, options.round_s))
    return answered / (time.monotonic() - started_s), (_cpu_s(pid) - before_s) * 1e6 / answered


def _cpu_s(pid: int) -> float:
    """User and system seconds of a process so far; `ps` rounds to a second where there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    clock = subprocess.run(["ps", "-o", "cputime=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout
    return sum(float(part) * 60**power for power, part in enumerate(reversed(clock.strip().split(":"))))


class _Workload:
    """Visitors of five beacons, each from an address of its own, and each on one connection from first to last."""

    def __init__(self, site: str, source: random.Random) -> None:
        self._site = site
        self._random = source

    def next_visitor(self) -> list[bytes]:
        """The visitor's requests in their order."""
        address = ".".join(str(self._random.randint(1, 254)) for _ in range(4))
        return [_http(beacon, address) for beacon in _visit(self._site, _uuid(self._random))]


def _uuid(source: random.Random) -> str:
    bits = f"{source.getrandbits(128):032x}"
    return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-8{bits[17:20]}-{bits[20:]}"


def _visit(site: str, sid: str) -> list[dict[str, Any]]:
    def beacon(action: str) -> dict[str, Any]:
        meta: dict[str, Any] = {"fp": sid[:6], "gclid": None}
        if action == "phone_call":
            meta |= {"intent_stamp": f"1-{sid}-tel-d250e8", "intent_action": action}
        category = _CATEGORIES.get(action, "interaction")
        label = "tel:+905321112233" if action == "phone_call" else "label"
        page = f"{ORIGIN}/landing"
        return {"s": site, "u": page, "sid": sid, "ec": category, "ea": action, "el": label, "r": "", "meta": meta}

    return [beacon(action) for action in _ACTIONS]


_USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"


def _http(beacon: dict[str, Any], address: str) -> bytes:
    body = json.dumps(beacon, separators=(",", ":")).encode()
    head = (
        f"POST /api/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\nX-Forwarded-For: {address}\r\n"
        f"User-Agent: {_USER_AGENT}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _drive(port: int, workload: _Workload, connections: int, seconds: float) -> int:
    """Answers `synced` over keep-alive connections, each with one request in flight."""
    ends = asyncio.get_running_loop().time() + seconds
    counts = await asyncio.gather(*(_connection(port, workload, ends) for _ in range(connections)))
    return sum(counts)


async def _connection(port: int, workload: _Workload, ends: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while asyncio.get_running_loop().time() < ends:
        for request in workload.next_visitor():
            writer.write(request)
            await _expect_synced(reader)
            answered += 1
    writer.close()
    return answered


async def _expect_synced(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(length)
    if b'"synced"' not in body:
        raise BenchFailed(f"every beacon of the workload should be synced, but one was answered {body!r}")


@contextmanager
def _gateway_process(front_door: Path, dsn: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The gateway in a process of its own, and the port it listens on."""
    command = [sys.executable, str(front_door), "serve", "--database", dsn, "--port", "0"]
    environment = {**os.environ, "ALLOWED_ORIGINS": ORIGIN}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("listening on "):
                raise BenchFailed(f"the gateway should say where it listens, but it said {line!r}")
            yield process, int(line.rpartition(":")[2])
        finally:
            process.terminate()


class _RecordingStore(PostgresStore):
    """Runs every statement and writes it down."""

    def __init__(self, pool: Any) -> None:
        super().__init__(pool)
        self.statements: list[tuple[str, tuple[Any, ...]]] = []

    async def _run(self, statement: str, parameters: tuple[Any, ...], *, fetch: bool) -> list[Any]:
        self.statements.append((statement, parameters))
        return await super()._run(statement, parameters, fetch=fetch)


async def _recorded_visitor(dsn: str, site: str) -> str:
    """One visitor's statements as a pgbench script in which the session id is fresh in each transaction."""
    async with open_pool(dsn, size=1, timeout_s=5) as pool:
        store = _RecordingStore(pool)
        gateway = Gateway(
            store=store,
            limiter=FixedWindowLimiter(),
            clock=AdjustableClock(lambda: time.time_ns() // 1_000_000),
            random=random.Random(1),  # noqa: S311
            log=LineLog(sys.stderr),
            origins=OriginList.read(ORIGIN, production=False),
        )
        head = Head("/api/sync", {"origin": ORIGIN, "user-agent": _USER_AGENT, "x-forwarded-for": "203.0.113.7"})
        for beacon in _visit(site, _SID):
            observer = Record(0, 0, "POST", "/api/sync", [])
            answer = await gateway.ingest(Request(head, json.dumps(beacon).encode()), observer)
            if answer.status != 200:  # noqa: PLR2004
                raise BenchFailed(f"a valid beacon should be synced, but it was answered {answer}")
        async with pool.connection() as connection:
            lines = [_script_line(statement, parameters, connection) for statement, parameters in store.statements]
    return "\n".join(["SELECT gen_random_uuid() AS sid \\gset", *lines, ""])


def _script_line(statement: str, parameters: Sequence[Any], connection: psycopg.AsyncConnection[Any]) -> str:
    for parameter in parameters:
        # pgbench takes `:null` for a variable even inside a string; a space after a colon is the same JSON.
        literal = re.sub(r":(?=\w)", ": ", sql.Literal(parameter).as_string(connection))
        if _SID in literal:
            kind = "json" if literal.startswith("'{") else "uuid"
            literal = f"replace({literal}, '{_SID}', :sid::text)::{kind}"
        statement = statement.replace("%s", literal, 1)
    return f"{statement};"


def _pgbench(dsn: str, script: Path, options: BenchOptions) -> float:
    """Visits a second by pgbench with as many connections, prepared statements, each its own transaction."""
    program = schema.binaries.find() / "pgbench"
    command = [str(program), "-n", "-M", "prepared", "-f", str(script), "-c", str(options.connections), "-j", "2"]
    done = subprocess.run(
        [*command, "-T", str(max(1, round(options.round_s))), dsn], capture_output=True, text=True, check=False
    )
    tps = [line for line in done.stdout.splitlines() if line.startswith("tps = ")]
    if done.returncode or not tps:
        raise BenchFailed(f"pgbench should run the recorded statements, but it said: {done.stderr.strip()[-400:]}")
    return float(tps[0].split()[2])


def describe(rounds: Sequence[Round], options: BenchOptions) -> str:
    """The figures for people: medians, with the range of the ratio."""
    ratios = [each.ratio for each in rounds]
    return "\n".join(
        [
            f"gateway: {options}",
            f"  gateway      {statistics.median(each.gateway_per_s for each in rounds):8.0f} requests/s",
            f"  gateway CPU  {statistics.median(each.gateway_cpu_us for each in rounds):8.0f} µs a request",
            f"  pgbench      {statistics.median(each.pgbench_per_s for each in rounds):8.0f} requests' statements/s",
            f"  ratio        {statistics.median(ratios):8.1%}   ({min(ratios):.1%} … {max(ratios):.1%})",
        ]
    )
