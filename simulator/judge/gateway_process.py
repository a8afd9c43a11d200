"""A gateway started by its command: ours, or the record's `start`. Its stderr is a file: that is the log.

It decides when a gateway is ready and that it dies with us. It must not know what the gateway is asked.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
import shlex
import shutil
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import schema
from schema.connection import parse
from simulator.judge import offspring
from simulator.judge.log import GrowingLog
from simulator.waiting import NeverHappened, wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping

READY_S = 60.0
STOP_S = 5.0
KILLED_S = 2.0
ROUNDS_MAX = 5
LOOPBACK = ("127.0.0.1", "::1")
PORTS_MAX = 100
LINES_QUOTED = 3
LINE_CHARS_MAX = 300
_LISTENING = re.compile(r"^listening on (https?://\S+)", re.MULTILINE)
_TETHER = Path(schema.__file__).with_name("tether.py")
# What configures a gateway; a started one has exactly what it is given of these.
CONFIGURATION = ("ALLOWED_ORIGINS", "NODE_ENV", "DATABASE_URL")


class GatewayDidNotStart(Exception):
    """A gateway that was to be started is not there."""

    exit_code = 2


@dataclass(frozen=True)
class GatewayCommand:
    """How a gateway is started: arguments in which `{database}` and `{port}` are filled in, and whose environment.

    With `{port}` the gateway is ready when that port answers; without, it says `listening on URL` on its stdout.
    """

    arguments: tuple[str, ...]
    environment: Mapping[str, str]

    @classmethod
    def bundled(
        cls, front_door: Path, environment: Mapping[str, str], arguments: tuple[str, ...] = ()
    ) -> GatewayCommand:
        """Start our own gateway through the front door, with controls, on any free port; `arguments` go with it."""
        serve = ("serve", "--database", "{database}", "--host", "127.0.0.1", "--port", "0", "--controls")
        return cls((sys.executable, str(front_door), *serve, *arguments), environment)

    @classmethod
    def parse(cls, line: str, environment: Mapping[str, str]) -> GatewayCommand:
        """Read a record's `start`: a command line as a shell would split it."""
        return cls(tuple(shlex.split(line)), environment)


@dataclass(frozen=True)
class RunningGateway:
    """A gateway of ours that answers at `url`."""

    url: str
    log: GrowingLog
    process: asyncio.subprocess.Process
    mark: str

    def died(self) -> str | None:
        """Say how it ended, if it did."""
        code = self.process.returncode
        if code is None or offspring.any_left(self.mark):
            return None
        return f"the gateway ended with {code}; its log is {self.log.path}"

    async def stop(self) -> None:
        """End it, and whatever it started: politely, then not."""
        await _stop(self.process, self.mark)

    async def kill(self) -> None:
        """End it, and whatever it started, as a crash would."""
        await _killed(self.process, self.mark)


async def start(command: GatewayCommand, dsn: str, env: Mapping[str, str], log_path: Path) -> RunningGateway:
    """Start a gateway on a database with a configuration, and wait until it listens (`GatewayDidNotStart`)."""
    port = free_port()
    arguments = [part.replace("{database}", dsn).replace("{port}", str(port)) for part in command.arguments]
    inherited = {name: value for name, value in command.environment.items() if name not in CONFIGURATION}
    mark = offspring.new_mark()
    environment = {**inherited, "DATABASE_URL": dsn, **env, **mark}
    said = log_path.with_suffix(".out")
    with said.open("wb") as out, log_path.open("wb") as err:
        process = await _spawn(arguments, environment, out.fileno(), err.fileno())
    try:
        if any("{port}" in part for part in command.arguments):
            url = await _answering(process, mark[offspring.MARK], port)
        else:
            url = await _announced(process, mark[offspring.MARK], GrowingLog(said))
    except BaseException as error:
        await _stop(process, mark[offspring.MARK])
        if isinstance(error, NeverHappened | _Ended):
            raise GatewayDidNotStart(_why(command, log_path, error, dsn)) from error
        raise
    return RunningGateway(url, GrowingLog(log_path), process, mark[offspring.MARK])


def free_port() -> int:
    """Give a loopback port that is free now, by both addresses of this machine: what answers there is what we start."""
    for _ in range(PORTS_MAX):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            if _free_on_ipv6(port):
                break
    return port


def _free_on_ipv6(port: int) -> bool:
    try:
        with socket.socket(socket.AF_INET6) as other:
            other.bind(("::1", port))
    except OSError as error:
        return error.errno != errno.EADDRINUSE  # a machine without IPv6
    return True


class _Ended(Exception):
    """The process ended before it was ready."""


async def _spawn(arguments: list[str], environment: dict[str, str], out: int, err: int) -> asyncio.subprocess.Process:
    # In a session of its own: Ctrl-C is ours to handle, and it must still answer while we clean up.
    tether = [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid()), "-1", "-1"]
    program = [_found(arguments[0], environment), *arguments[1:]]
    return await asyncio.create_subprocess_exec(
        *tether,
        *program,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        env=environment,
        start_new_session=True,
    )


def _found(program: str, environment: Mapping[str, str]) -> str:
    found = shutil.which(program, path=environment.get("PATH"))
    if found is None:
        raise GatewayDidNotStart(f"expected a program named {program}; came: none on PATH; correct `start`")
    return found


async def _announced(process: asyncio.subprocess.Process, mark: str, said: GrowingLog) -> str:
    def listening() -> re.Match[str] | None:
        _still_there(process, mark)
        return _LISTENING.search(said.read(0))

    found = await wait_until(listening, READY_S, pause_s=0.02)
    return found[1] if found else ""


async def _answering(process: asyncio.subprocess.Process, mark: str, port: int) -> str:
    async def answers() -> str:
        """Give the URL at which it listens: what asks for `localhost` may get either address."""
        _still_there(process, mark)
        for host in LOOPBACK:
            try:
                _, writer = await asyncio.open_connection(host, port)
            except OSError:
                continue
            writer.close()
            return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        return ""

    return await wait_until(answers, READY_S, pause_s=0.05)


def _still_there(process: asyncio.subprocess.Process, mark: str) -> None:
    if process.returncode is not None and not offspring.any_left(mark):
        raise _Ended(f"it ended with {process.returncode}")


async def _stop(process: asyncio.subprocess.Process, mark: str) -> None:
    """End it with all that it started: a program that starts another (npm, a shell) may leave it behind."""
    await _signalled(process, mark, signal.SIGTERM, STOP_S)
    await _killed(process, mark)


async def _killed(process: asyncio.subprocess.Process, mark: str) -> None:
    for _ in range(ROUNDS_MAX):  # whoever starts another while it is being ended is looked for again
        if not await _signalled(process, mark, signal.SIGKILL, KILLED_S):
            break
    await process.wait()


async def _signalled(
    process: asyncio.subprocess.Process, mark: str, number: signal.Signals, patience_s: float
) -> bool:
    """Send a signal to all of them and wait until they are gone, or some seconds; gives whether there were any."""
    pid = process.pid if process.returncode is None else None
    told = await asyncio.to_thread(offspring.signalled, pid, mark, number)
    with suppress(NeverHappened):
        await wait_until(lambda: not any(map(offspring.lives, told)), patience_s, pause_s=0.02)
    return bool(told)


def _why(command: GatewayCommand, log_path: Path, error: Exception, dsn: str) -> str:
    """Say how it went, with the last lines of both streams: nobody knows by which one a program complains."""
    said = log_path.with_suffix(".out")
    quoted = [text for stream, path in (("stderr", log_path), ("stdout", said)) if (text := _last(stream, path))]
    last = "; ".join(quoted) or "nothing on its stdout and stderr"
    for secret in filter(None, (dsn, str(parse(dsn).get("password") or ""))):
        last = last.replace(secret, "***")
    program = command.arguments[0]
    return f"expected a gateway started by `{program} …`; came: {error}: {last}; its logs are {log_path} and {said}"


def _last(stream: str, path: Path) -> str:
    lines = [line.strip() for line in path.read_text("utf-8", "replace").splitlines() if line.strip()]
    return f"{stream}: {' / '.join(line[-LINE_CHARS_MAX:] for line in lines[-LINES_QUOTED:])}" if lines else ""
