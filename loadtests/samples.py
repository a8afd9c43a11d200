"""What a run costs while it lasts: memory of the gateway and of the generator, connections to the database.

Taken every few seconds and told as events. It decides what growth is; it must not know what is sent.
"""

from __future__ import annotations

from contextlib import suppress
from statistics import mean
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
import psycopg_pool

from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simulator.judge.rows import Rows

PAUSE_S = 2.0
# Fewer samples than this say nothing about growth.
SAMPLES_MIN = 60
MIB = 1 << 20
# A virtual machine's time stands in its host's user time as well.
COUNTED_TWICE = ("guest", "guest_nice")


class Samples:
    """The samples of one part. `gateway` is its process id, where we know it."""

    def __init__(
        self, tell: Callable[..., None], rows: Rows | None, gateway: int | None, generators: Callable[[], list[int]]
    ) -> None:
        self._tell, self._rows, self._gateway, self._generators = tell, rows, gateway, generators
        self.taken: list[dict[str, Any]] = []
        self._began = psutil.cpu_times()

    def busy_share(self) -> float:
        """Give what share of the machine's time was taken since these samples began, by whomever."""
        spent = [now - then for now, then in zip(psutil.cpu_times(), self._began, strict=True)]
        names = self._began._fields
        whole = sum(spent) - sum(spent[names.index(name)] for name in COUNTED_TWICE if name in names)
        idle = sum(spent[names.index(name)] for name in ("idle", "iowait") if name in names)
        return 1 - idle / whole if whole > 0 else 0.0

    async def take_on(self) -> None:
        """Take samples until cancelled."""
        while True:
            await self.take()
            with suppress(NeverHappened):
                await wait_until(lambda: False, PAUSE_S, pause_s=PAUSE_S)

    async def take(self) -> None:
        """Take one."""
        sample = {
            "gateway_mb": resident_mb(self._gateway) if self._gateway else None,
            "generator_mb": sum(filter(None, map(resident_mb, self._generators()))) or None,
            "connections": await connections(self._rows) if self._rows else None,
        }
        self.taken.append(sample)
        self._tell("sample", **sample)


def resident_mb(pid: int) -> float | None:
    """Give a process's resident memory in MiB, with its children's; None when it is gone."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return round(sum(one.memory_info().rss for one in family) / MIB, 1)
    except psutil.Error:
        return None


async def connections(rows: Rows) -> int | None:
    """Count the connections to the target's database, ours included; None when it does not answer."""
    try:
        return (await rows.fetch(_CONNECTIONS))[0]["n"]
    except (psycopg.Error, psycopg_pool.PoolTimeout):
        return None


def growth(samples: Sequence[Mapping[str, Any]], bounds: Mapping[str, float]) -> dict[str, float | None]:
    """Give by what share memory grew between the second quarter and the last, and how many more connections came.

    Connections are counted beyond those of the first sample: others may use the database as well.
    """
    counts = [sample["connections"] for sample in samples if sample["connections"]]
    figures: dict[str, float | None] = {"connections": max(counts) - counts[0] if counts else 0}
    if len(samples) < SAMPLES_MIN:
        return figures
    shares = [_share([s[name] for s in samples if s[name]], bounds) for name in ("gateway_mb", "generator_mb")]
    known = [share for share in shares if share is not None]
    return {**figures, "rss_share": round(max(known), 4)} if known else figures


def swollen_mb(samples: Sequence[Mapping[str, Any]]) -> float:
    """Give by how much the gateway's memory ever stood above where it began, in MiB."""
    series = [sample["gateway_mb"] for sample in samples if sample["gateway_mb"]]
    return round(max(series) - series[0], 1) if series else 0.0


def _share(series: Sequence[float], bounds: Mapping[str, float]) -> float | None:
    quarter = len(series) // 4
    if not quarter:
        return None
    early, late = mean(series[quarter : 2 * quarter]), mean(series[-quarter:])
    return 0.0 if late - early < bounds.get("rss_mb_free", 0) else (late - early) / early


_CONNECTIONS = """
SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
"""
