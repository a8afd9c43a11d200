"""The processes that send: Locust alone, or its master and workers, started, waited for, and stopped within a second.

It decides their command lines and that they die with us. It must not know what is sent: that is in the order's file.
It never imports Locust or gevent: importing them changes the whole process.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import schema
from simulator.judge.gateway_process import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
LOCUSTFILE = Path(__file__).with_name("locustfile.py")
_TETHER = Path(schema.__file__).with_name("tether.py")
STOP_S = 0.35


class GeneratorBroke(Exception):
    """The processes that send ended otherwise than they should: nobody knows what was sent."""

    exit_code = 3


@dataclass(frozen=True)
class Crew:
    """How many processes send: 1 is Locust alone; with `workers` of 2 or more there is a master as well."""

    workers: int = 1
    environment: Mapping[str, str] | None = None

    def commands(self, order: Path, host: str, run_s: float) -> list[list[str]]:
        """Give the command lines, the one that owns the run first."""
        told = ["--order", str(order), "--host", host, "--loglevel", "WARNING"]
        stem = order.with_suffix("")
        reports = ["--html", f"{stem}-locust.html", "--csv", f"{stem}-locust"]
        owner = [
            *_locust(), "--headless", "-u", str(self.workers), "-r", str(self.workers), "--only-summary",
            "--run-time", f"{int(run_s) + 1}s", "--exit-code-on-error", "0", *reports, *told, "Arrivals",
        ]  # fmt: skip
        if self.workers == 1:
            return [owner]
        port = str(free_port())
        owner[-1:-1] = ["--master", "--expect-workers", str(self.workers), "--master-bind-port", port]
        owner[-1:-1] = ["--master-bind-host", "127.0.0.1"]
        worker = [*_locust(), "--worker", "--master-port", port, "--host", host, "--loglevel", "WARNING", "Arrivals"]
        return [owner, *[worker] * self.workers]


class Generator:
    """The running processes of one part."""

    def __init__(self, crew: Crew, order: Path, host: str, run_s: float) -> None:
        self._crew, self._order = crew, order
        self._commands = crew.commands(order, host, run_s)
        self._processes: list[asyncio.subprocess.Process] = []

    @property
    def pids(self) -> list[int]:
        """The processes' ids."""
        return [process.pid for process in self._processes]

    async def run(self) -> None:
        """Start them and wait for the end; `GeneratorBroke` if they did not end well. Cancelled, they are stopped."""
        try:
            for number, command in enumerate(self._commands):
                self._processes.append(await self._start(number, command))
            codes = [await process.wait() for process in self._processes]
        finally:
            await asyncio.shield(self._stop())
        if codes[0] != 0:
            raise GeneratorBroke(
                f"expected Locust to send {self._order.name} and end with 0; came: {codes[0]};"
                f" its log is {self._log(0)}"
            )

    async def _start(self, number: int, command: Sequence[str]) -> asyncio.subprocess.Process:
        tether = [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid()), "-1", "-1"]
        environment = {**(self._crew.environment or os.environ), "PYTHONPATH": str(ROOT)}
        with self._log(number).open("wb") as said:
            return await asyncio.create_subprocess_exec(
                *tether,
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=ROOT,
                env=environment,
                start_new_session=True,
            )

    def _log(self, number: int) -> Path:
        return self._order.with_name(f"{self._order.stem}-locust{number or ''}.log")

    async def _stop(self) -> None:
        """Stop the workers first, so that the master still writes what they hand over."""
        for together in (self._processes[1:], self._processes[:1]):
            for process in together:
                if process.returncode is None:
                    with suppress(ProcessLookupError):
                        process.terminate()
            await _ended(together)
        for process in self._processes:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


async def _ended(processes: Sequence[asyncio.subprocess.Process]) -> None:
    if all(process.returncode is not None for process in processes):
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_S):
            await asyncio.gather(*(process.wait() for process in processes))


def _locust() -> list[str]:
    return [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE)]
