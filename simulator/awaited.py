"""A target that is only being started: `--wait 30s` asks it until it answers, before anything else is done.

It decides what counts as an answer: the gateway's by HTTP, which a proxy's *not there yet* is not, and the database's
by a connection. It judges nothing.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import httpx

from schema.connection import PostgresUnavailable, connect
from simulator.judge import probe
from simulator.judge.addresses import Addresses
from simulator.judge.wire import Wire, without_secret
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from simulator.judge.record import TargetRecord

NOT_YET = frozenset({502, 503, 504})
PAUSE_S = 0.25
WAIT_S_MAX = 3600
_UNITS_S = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?")


class NotThere(Exception):
    """The target did not answer in the time it was given."""

    exit_code = 2


def seconds(text: str) -> float:
    """Read a duration such as `30s`, `2m`, `500ms` or plain seconds; `ValueError` says what was expected."""
    found = _DURATION.fullmatch(text.strip().lower())
    value = float(found[1]) * _UNITS_S[found[2] or ""] if found else -1
    if not 0 <= value <= WAIT_S_MAX:
        raise ValueError(f"expected a duration up to an hour, such as 30s, 2m or plain seconds; came: {text}")
    return value


async def awaited(record: TargetRecord, wait_s: float) -> None:
    """Wait until the gateway that the record names answers, and its database; `NotThere` says what came instead."""
    if record.gateway:
        await _gateway(Wire(record.gateway, ca=record.ca), wait_s)
    if record.database and not record.makes_its_database:
        await _database(record.database, wait_s)


async def probed(record: TargetRecord, first_address: int) -> None:
    """Ask a gateway and its database once, as a run would first; what keeps them from being judged is raised."""
    if record.database and not record.makes_its_database:
        with connect(record.database):
            pass
    if record.gateway is None:
        return
    wire = Wire(record.gateway, ca=record.ca)
    try:
        await probe.find_gateway(wire, Addresses(first_address), record, ours=False)
    finally:
        await wire.close()


async def _gateway(wire: Wire, wait_s: float) -> None:
    async def ask() -> str:
        try:
            status = (await wire.send("OPTIONS", wire.endpoint, [])).status
        except httpx.HTTPError as error:
            return str(error) or type(error).__name__
        return str(status) if status in NOT_YET else ""

    try:
        await wait_until(ask, wait_s, until=lambda came: not came, pause_s=PAUSE_S)
    except NeverHappened as never:
        came = never.last_seen or "no answer"
        raise NotThere(
            f"expected an answer of {without_secret(wire.endpoint)} within {wait_s:g} s; came: {came};"
            " start it, correct --gateway, or give it longer with --wait"
        ) from never
    finally:
        await wire.close()


async def _database(dsn: str, wait_s: float) -> None:
    def try_once() -> str:
        try:
            connect(dsn).close()
        except PostgresUnavailable as error:
            return str(error)
        return ""

    async def ask() -> str:
        return await asyncio.to_thread(try_once)

    try:
        await wait_until(ask, wait_s, until=lambda came: not came, pause_s=PAUSE_S)
    except NeverHappened as never:
        came = never.last_seen or "no answer of the database"
        raise NotThere(f"{came} (waited {wait_s:g} s; --wait gives it longer)") from never
