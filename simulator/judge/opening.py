"""From a target record to an open bench, and everything put away again afterwards.

It decides the order in which a target is asked, and that nothing of ours is left behind. What was found is told in
one line. It judges nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import psycopg_pool

from schema.connection import place
from simulator.judge import leftovers, probe, rights
from simulator.judge.addresses import Addresses
from simulator.judge.beacon import page_view
from simulator.judge.bench import Bench
from simulator.judge.catalogue import Catalogue
from simulator.judge.clients import Asking, find_clients, limit_advice
from simulator.judge.clock import GatewayClock
from simulator.judge.gateway_process import GatewayCommand, RunningGateway
from simulator.judge.ledger import Ledger
from simulator.judge.log import GrowingLog
from simulator.judge.month import LONG_AGO, month_of, utc_month
from simulator.judge.pacing import WINDOWS_MAX, Pace
from simulator.judge.putting_away import NO_DSN, put_away, say_what_stays
from simulator.judge.rows import Rows
from simulator.judge.site import Site, Sites
from simulator.judge.speed import Speed
from simulator.judge.variant import Databases, Starter
from simulator.judge.wire import Wire, encode_body, without_secret

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from simulator.judge.history import History
    from simulator.judge.record import TargetRecord
    from simulator.judge.wire import Addressing

# What our own gateway is told to allow, and what it must refuse.
OWN_ORIGIN = "https://shop.example"
OWN_DENIED = "https://denied.example"
# What only something that is not there, or a proxy before it, answers with.
GONE = ("ConnectError", "ConnectTimeout", "502", "503", "504")


@dataclass(frozen=True)
class Opening:
    """All that opening a target takes. Time and chance come from the entry point.

    `dsn` is the gateway's database (None: rows are not observable); `databases` is there where the harness may make
    further ones. `tell(kind, **facts)` is the run's stream of events. `slow`: a shared client's windows are waited for,
    however many. `runs`: where earlier runs are; what a killed one left in this database is removed first. `tracker`:
    the script that browsers are to load; None: none is judged.
    """

    record: TargetRecord
    bundled: GatewayCommand
    dsn: str | None
    databases: Databases | None
    directory: Path
    history: History
    first_address: int
    new_public_id: Callable[[], str]
    now_ms: Callable[[], int]
    tell: Callable[..., None]
    keep: bool = False
    slow: bool = False
    runs: Path | None = None
    tracker: bytes | None = None

    @property
    def ours(self) -> bool:
        """Whether the harness starts the gateway that is judged."""
        return self.record.gateway is None

    @property
    def command(self) -> GatewayCommand | None:
        """How gateways are started here, if they can be."""
        if self.record.start:
            return GatewayCommand.parse(self.record.start, self.bundled.environment)
        return self.bundled if self.ours else None


@asynccontextmanager
async def open_bench(opening: Opening) -> AsyncIterator[Bench]:
    """Start or reach the target, find out what it is, make a site; afterwards remove and stop what was made."""
    opening = replace(opening, record=_as_started(opening))
    async with AsyncExitStack() as stack:
        rows = await _rows(opening, stack)
        hidden = await _hidden(opening, rows) if rows else None
        if rows and not hidden and opening.runs:
            await leftovers.sweep(opening.runs, rows, opening.tell, opening.now_ms)
        starter = await _starter(opening, stack)
        gateway = await _gateway(opening, starter, stack)
        wire = Wire(gateway.url if gateway else str(opening.record.gateway), ca=opening.record.ca)
        stack.push_async_callback(wire.close)
        bench = await _found(opening, wire, (rows, hidden), gateway, stack)
        if starter:
            bench = replace(bench, starter=starter)
            starter.main = bench
        yield bench


def _as_started(opening: Opening) -> TargetRecord:
    """Fill in what is known of a gateway that we start ourselves."""
    record = opening.record
    if not opening.ours:
        return record
    known = replace(record, origin=record.origin or OWN_ORIGIN, denied_origin=record.denied_origin or OWN_DENIED)
    return known if record.start else replace(known, trusts_forwarded_for=True, controls=record.controls is not False)


async def _rows(opening: Opening, stack: AsyncExitStack) -> Rows | None:
    if opening.dsn is None:
        return None
    rows = Rows(opening.dsn)
    stack.push_async_callback(rows.close)
    await rows.open()
    return rows


async def _hidden(opening: Opening, rows: Rows) -> str | None:
    """Say why rows cannot be relied on, if so; refuse a role that could not remove what it makes (`RightsMissing`)."""
    sight = await rights.sight(rows)
    if sight.hidden:
        return sight.why_not
    await rights.require(rows, own_site=not opening.record.site, referred=await _referred(opening, rows))
    return None


async def _referred(opening: Opening, rows: Rows) -> list[str]:
    with suppress(psycopg.Error):  # a table that is not there: whoever wants a row of it says so
        return [] if opening.record.site else await Sites(rows).to_be_made()
    return []


async def _why_no_site(rows: Rows) -> str | None:
    """Say why no site may be made beside theirs, if so: a check that wants a second one cannot be judged then."""
    try:
        await rights.require(rows, own_site=True)
    except rights.RightsMissing as missing:
        return str(missing)
    return None


async def _starter(opening: Opening, stack: AsyncExitStack) -> Starter | None:
    if opening.command is None or opening.dsn is None:
        return None
    starter = Starter(
        opening.command,
        opening.dsn,
        {"ALLOWED_ORIGINS": opening.record.origin or OWN_ORIGIN},
        opening.directory,
        opening.new_public_id,
        opening.databases,
    )
    stack.push_async_callback(starter.close)
    return starter


async def _gateway(opening: Opening, starter: Starter | None, stack: AsyncExitStack) -> RunningGateway | None:
    if not opening.ours or starter is None:
        return None
    env = {**starter.env, **({"NODE_ENV": "production"} if opening.record.production else {})}
    starter.env = env
    gateway = await starter.start(starter.dsn, env)
    stack.push_async_callback(gateway.stop)
    opening.tell("gateway_started", url=gateway.url, pid=gateway.process.pid)
    return gateway


async def _found(
    opening: Opening,
    wire: Wire,
    seen_through: tuple[Rows | None, str | None],
    gateway: RunningGateway | None,
    stack: AsyncExitStack,
) -> Bench:
    record = opening.record
    database, hidden = seen_through
    rows = None if hidden else database
    addresses = Addresses(opening.first_address)
    about = await probe.find_gateway(wire, addresses, record, ours=opening.ours)
    month, without = await month_of(database) if database else (utc_month(opening.now_ms()), LONG_AGO)
    inventions: set[str] = set()
    sites = Sites(rows, opening.tell) if rows else None
    if sites and opening.keep:
        opening.tell("kept")
    elif sites:  # before there is anything: it may be interrupted while it is being made
        stack.push_async_callback(put_away, sites, inventions, addresses, opening.directory, opening.tell)
    site = await _site(opening, sites)
    if site and rows is None:
        stack.callback(say_what_stays, wire, site, hidden or NO_DSN, opening.tell)
    if site and (record.start or not opening.ours):
        await probe.must_know_site(wire, addresses, about.origin, site, month, started=bool(record.start))
    clients = await find_clients(_asking(opening, wire, about.origin, site, month), record, addresses)
    wire.addressing = clients.addressing
    speed = await _speed(_asking(opening, wire, about.origin, site, month), clients.addressing, addresses)
    controls, told = await probe.find_controls(wire, record)
    seen = _observed(rows, hidden, record, gateway)
    head = f"{about.name} at {without_secret(wire.endpoint)}"
    advice = limit_advice(clients.limit_told, record.limit)
    line = "; ".join([head, *about.told, clients.told, *filter(None, [advice]), speed.told, told, seen])
    opening.tell("target_found", line=line, advice=advice)
    if wire.addressing == "shared":
        wire.pace = _pace(opening, wire)
    return Bench(
        wire=wire,
        addresses=addresses,
        history=opening.history,
        origin=about.origin,
        denied_origin=about.denied_origin,
        month=month,
        month_without_partition=without,
        died=await _death_watch(wire, database, gateway),
        now_ms=opening.now_ms,
        inventions=inventions,
        limit=record.limit,
        limit_told=clients.limit_told,
        window_s=record.window_s,
        production=record.production,
        bundled=opening.ours and not record.start,
        speed=speed,
        rows=rows,
        catalogue=Catalogue(database.dsn) if database else None,
        no_rows=hidden,
        sites=sites,
        site=site,
        clock=GatewayClock(wire) if controls else None,
        ledger=Ledger(wire) if controls else None,
        log=_log(record, gateway),
    )


def _asking(opening: Opening, wire: Wire, origin: str, site: Site | None, month: str) -> Asking:
    beacon = page_view(site=site.public_id, session="probe", month=month, fingerprint="probe") if site else {}
    return Asking(wire, origin, encode_body(beacon), opening.record.limit)


async def _speed(asking: Asking, addressing: Addressing, addresses: Addresses) -> Speed:
    """Measure how fast the target answers, where that takes nothing from anybody's limit."""
    if addressing == "shared":
        return Speed()
    return await probe.find_speed(asking.forwarded if addressing == "forwarded" else asking.from_source, addresses)


def _pace(opening: Opening, wire: Wire) -> Pace:
    windows_max = None if opening.slow else WINDOWS_MAX
    limit, window_s, now_s = opening.record.limit, opening.record.window_s, asyncio.get_running_loop().time
    return Pace(limit, window_s, now_s, windows_max=windows_max, passed=wire.posted)


async def _site(opening: Opening, sites: Sites | None) -> Site | None:
    public_id = opening.record.site
    if sites is None:
        return Site(None, public_id) if public_id else None
    if not public_id:
        return await sites.make(opening.new_public_id())
    site = await sites.find(public_id)
    sites.none_to_be_made = await _why_no_site(sites.rows)
    opening.tell("site_found", public_id=public_id, since=sites.since, first_address=opening.first_address)
    return site


def _observed(rows: Rows | None, hidden: str | None, record: TargetRecord, gateway: RunningGateway | None) -> str:
    seen = f"rows of {place(rows.dsn)}" if rows else f"rows not observable{f' ({hidden})' if hidden else ''}"
    log = gateway.log.path if gateway else record.log
    return f"{seen}; {f'log {log}' if log else 'no log'}"


def _log(record: TargetRecord, gateway: RunningGateway | None) -> GrowingLog | None:
    if gateway:
        return gateway.log
    if record.log is None:
        return None
    log = GrowingLog(Path(record.log))
    log.mark()
    return log


async def _death_watch(wire: Wire, rows: Rows | None, gateway: RunningGateway | None) -> Callable[[], Any]:
    born = await rows.sign_of_life() if rows else None
    before = await _sign_of_life(wire)

    async def died() -> str | None:
        if gateway and gateway.died():
            return gateway.died()
        now = await _sign_of_life(wire)
        if now != before and now in GONE:
            return f"the gateway no longer answers: {now}"
        return await _database_died(rows, born)

    return died


async def _sign_of_life(wire: Wire) -> str:
    """Give what a bare OPTIONS gives: a status, or how it failed. Whether that is right is not asked here."""
    try:
        return str((await wire.send("OPTIONS", wire.endpoint, [])).status)
    except httpx.HTTPError as error:
        return type(error).__name__


async def _database_died(rows: Rows | None, born: str | None) -> str | None:
    if rows is None:
        return None
    try:
        async with asyncio.timeout(5):
            alive = await rows.sign_of_life()
    except (psycopg.Error, psycopg_pool.PoolTimeout, TimeoutError) as error:
        return f"the database no longer answers: {' '.join(str(error).split()) or type(error).__name__}"
    return None if alive == born else "the database was started anew in mid-run"
