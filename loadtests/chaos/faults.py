"""The faults: what is broken, for how long, and how it is mended. They know the ground, and nothing of counting."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from loadtests.preparation import drop_month, make_month, put_back
from schema.partitions import PartitionRefused
from simulator.judge.nearest import nearest
from simulator.proxy import Delay, Hang, Rule
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from loadtests.chaos.ground import Ground

SLOW_MS = 120
PATIENCE_S = 30
CONNECTIONS_WANTED = 80
OURS = "opsmantik-chaos"


@dataclass(frozen=True)
class Fault:
    """One fault. `strike` returns when it is broken, `mend` when nothing holds the gateway back any more.

    `lasts_s` passes between the two. `profile` is what is under way meanwhile.
    """

    name: str
    title: str
    strike: Callable[[Ground, str], Awaitable[None]]
    mend: Callable[[Ground, str], Awaitable[None]]
    lasts_s: float = 1.0
    profile: str = "bursts"


async def kill_gateway(ground: Ground, _month: str) -> None:
    """Kill -9."""
    await ground.kill_gateway()


async def start_gateway(ground: Ground, _month: str) -> None:
    """Start it again."""
    await ground.start_gateway()


async def stop_gateway(ground: Ground, _month: str) -> None:
    """SIGTERM, and kill -9 if that is not enough."""
    await ground.stop_gateway()


async def kill_postgres(ground: Ground, _month: str) -> None:
    """Kill -9 of the server with all its processes."""
    await ground.kill_postgres()


async def start_postgres(ground: Ground, _month: str) -> None:
    """Start it again; it recovers first."""
    await ground.start_postgres()


async def lock_sessions(ground: Ground, _month: str) -> None:
    """Hold a lock that every beacon needs: each connection of the pool ends up waiting for it."""
    connection = await asyncio.to_thread(psycopg.connect, ground.dsn)
    await asyncio.to_thread(connection.execute, "LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE")
    ground.kept["lock"] = connection


async def unlock_sessions(ground: Ground, _month: str) -> None:
    """Let the lock go."""
    await asyncio.to_thread(ground.kept.pop("lock").close)


async def cut(ground: Ground, _month: str) -> None:
    """Reset every connection to the database, and every new one."""
    ground.proxy.cut()


async def heal(ground: Ground, _month: str) -> None:
    """Carry connections again."""
    ground.proxy.heal()


async def slow_down(ground: Ground, _month: str) -> None:
    """Every answer of the database comes late, so that statements queue."""
    ground.proxy.set_rules([Rule(Delay(answer_ms=SLOW_MS))])


async def hang(ground: Ground, _month: str) -> None:
    """Nothing passes between gateway and database, and nobody is told."""
    ground.proxy.set_rules([Rule(Hang())])


async def pass_again(ground: Ground, _month: str) -> None:
    """Everything passes."""
    ground.proxy.set_rules([])


async def drop_next_month(ground: Ground, month: str) -> None:
    """Drop the next month's partitions. What was in them is put aside first: it was stored, and is to be counted."""
    await patiently(drop_month, ground.dsn, month, True)  # noqa: FBT003 - a thread's argument


async def make_next_month(ground: Ground, month: str) -> None:
    """Make the partitions anew and put back what was in them."""
    await patiently(make_month, ground.dsn, month)
    await patiently(put_back, ground.dsn)


async def terminate_backends(ground: Ground, _month: str) -> None:
    """End every connection of the gateway at the server's side."""
    await asyncio.to_thread(_terminate, ground.dsn, ground.cluster.dsn)


async def crowd_out(ground: Ground, _month: str) -> None:
    """Take every connection the server has, and end the gateway's."""
    ground.kept["crowd"] = await asyncio.to_thread(_take_all, ground.cluster.dsn, ground.dsn)


async def make_room(ground: Ground, _month: str) -> None:
    """Give the connections back."""
    for connection in ground.kept.pop("crowd"):
        await asyncio.to_thread(connection.close)


async def patiently(work: Callable[..., None], *given: object) -> None:
    """Do this, and again if it met traffic head-on: a deadlock is resolved by whoever gives way."""

    async def done() -> bool:
        with suppress(psycopg.errors.DeadlockDetected, PartitionRefused):
            await asyncio.to_thread(work, *given)
            return True
        return False

    await wait_until(done, PATIENCE_S, pause_s=0.1)


async def last(seconds: float) -> None:
    """Let a fault last."""
    with suppress(NeverHappened):
        await wait_until(lambda: False, seconds, pause_s=seconds)


def _terminate(dsn: str, admin_dsn: str) -> None:
    name = psycopg.conninfo.conninfo_to_dict(dsn)["dbname"]
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )


def _take_all(admin_dsn: str, dsn: str) -> list[psycopg.Connection]:
    taken: list[psycopg.Connection] = []
    _terminate(dsn, admin_dsn)
    with suppress(psycopg.OperationalError):
        while len(taken) < CONNECTIONS_WANTED:
            taken.append(psycopg.connect(admin_dsn, autocommit=True, application_name=OURS))
    return taken


FAULTS = (
    Fault("kill-gateway", "kill -9 of the gateway, started again", kill_gateway, start_gateway, 0.2),
    Fault("kill-postgres", "kill -9 of Postgres, started again", kill_postgres, start_postgres, 0.5),
    Fault("exhaust-pool", "a lock holds every connection of the pool", lock_sessions, unlock_sessions, 2.0),
    Fault("cut-database", "the wire to the database is cut, and healed", cut, heal),
    Fault("slow-statements", f"every answer of the database is {SLOW_MS} ms late", slow_down, pass_again, 2.0),
    Fault("hang-database", "the database hangs: nothing passes, nobody is told", hang, pass_again, 2.0),
    Fault(
        "drop-next-month", "the next month's partitions are dropped, and made again", drop_next_month, make_next_month
    ),
    Fault("restart-in-storm", "a restart in a drain storm", stop_gateway, start_gateway, 0.2, "storms"),
    Fault("terminate-backends", "the server ends every connection", terminate_backends, pass_again, 0.2),
    Fault("crowd-out", "others take every connection the server has", crowd_out, make_room, 1.5),
)


class NoSuchFault(Exception):
    """A fault that there is not; the message names those that there are."""

    exit_code = 2


def chosen(names: list[str]) -> list[Fault]:
    """Give the faults of these names, or all."""
    known = {one.name: one for one in FAULTS}
    for name in names:
        if name not in known:
            came = f"{name}{nearest(name, known)}"
            raise NoSuchFault(f"expected a fault: {', '.join(known)}; came: {came}; choose one of them")
    return [known[name] for name in names] or list(FAULTS)
