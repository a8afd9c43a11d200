"""The front door: mounts each room's command line, lazily, and says errors in one sentence. It has no logic."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import tempfile
import threading
import tomllib
import traceback
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


@dataclass(frozen=True)
class Mount:
    """Where a command comes from: the module and its typer app; `first` are imported before (they fill registries)."""

    module: str
    app: str = "cli"
    first: tuple[str, ...] = ()
    whole: bool = False  # the app itself is the command, with commands of its own
    faulty: bool = False  # `--faulty NAME` puts a build of the gallery in place of ours


COMMANDS = {
    "verify": Mount("simulator.cli", first=("tests.conformance", "browser_tests.checks"), faulty=True),
    "serve": Mount("reference.cli", faulty=True),
    "site": Mount("reference.cli"),
    "schema": Mount("schema.cli", app="app", whole=True),
    "spec": Mount("simulator.cli"),
    "limiter": Mount("simulator.limiter.cli", faulty=True),
    "cors": Mount("simulator.cors_matrix.cli", faulty=True),
    "races": Mount("simulator.races.cli", faulty=True),
    "browse": Mount("browser_tests.cli", faulty=True),
    "load": Mount("loadtests.cli", faulty=True),
    "chaos": Mount("loadtests.cli", faulty=True),
    "report": Mount("simulator.report.cli", first=("loadtests.report.artefacts",)),
    "compare": Mount("simulator.report.cli"),
    "bench": Mount(__name__, app="benches", whole=True),
    "faults": Mount("tests.faulty.cli", whole=True),
}
# `opsmantik bench NAME`: each room's figures.
BENCHES = {
    "gateway": Mount("reference.cli", app="bench", whole=True),
    "load": Mount("loadtests.cli", app="bench", whole=True),
    "page": Mount("simulator.page.cli", app="bench", whole=True),
    "store": Mount("simulator.store_cli", app="bench", whole=True),
}
INTERRUPTED, UNKNOWN, USAGE = 130, 3, 2


class Door(TyperGroup):
    """Imports a room when its command is asked for."""

    table = COMMANDS

    def list_commands(self, ctx: typer.Context) -> list[str]:  # noqa: ARG002 - typer's signature
        """Name every command, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:
        """Give one command; a name that is nearly one is told what it is near."""
        mount = self.table.get(cmd_name)
        if mount is None:
            meant = get_close_matches(cmd_name.lower(), self.table, n=1)
            hint = f" Did you mean '{meant[0]}'?" if meant else f" There are: {', '.join(self.table)}."
            ctx.fail(f"No such command '{cmd_name}'.{hint}")
        for module in () if ctx.resilient_parsing else mount.first:
            importlib.import_module(module)
        room = typer.main.get_command(getattr(importlib.import_module(mount.module), mount.app))
        command = room if mount.whole else room.get_command(ctx, cmd_name)
        command.name = cmd_name  # a whole room has no name of its own
        if mount.faulty:
            command.params.append(importlib.import_module("tests.faulty.option").faulty_option())
        return command


class Benches(Door):
    """The same for figures."""

    table = BENCHES


benches = typer.Typer(cls=Benches, no_args_is_help=True, add_completion=False)
front_door = typer.Typer(cls=Door, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@benches.callback()
def figures() -> None:
    """Figures, each taken in one run."""


def tell_version(wanted: bool) -> None:  # noqa: FBT001 - typer's signature
    """Print the version and leave."""
    if wanted:
        about = tomllib.loads(Path(__file__).with_name("pyproject.toml").read_text("utf-8"))
        print(f"opsmantik {about['project']['version']}")
        raise typer.Exit


@front_door.callback()
def opsmantik(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Conformance harness and reference simulator for the OpsMantik ingest pipeline."""


def main() -> None:
    """Run the command line and exit: 0, 1, 2, 3 as README.md says, 130 after Ctrl-C, SIGTERM or SIGHUP."""
    take_signals()
    importlib.import_module("simulator.report.encoding").print_what_can_be_shown()
    try:
        front_door(prog_name="opsmantik")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read us has gone; nothing more can be said, not even by the interpreter on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last one who can say it in a sentence
        sys.exit(_told(error))


def take_signals() -> None:
    """Let Ctrl-C end us, and SIGTERM and SIGHUP as Ctrl-C does: put away, report, go.

    A shell makes what a script starts with `&` deaf to Ctrl-C, and whoever is deaf leaves everything behind. What was
    started with `nohup` stays deaf to SIGHUP.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in _ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _as_ctrl_c)


def _as_ctrl_c(_number: int, frame: Any) -> None:
    """Do what Ctrl-C would, once: who is putting away is not to be disturbed."""
    for number in _ENDS:
        signal.signal(number, lambda *_: None)
    pressed = signal.getsignal(signal.SIGINT)
    if callable(pressed):
        pressed(signal.SIGINT, frame)


_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def _told(error: Exception) -> int:
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        print(" ".join(str(error).split()), file=sys.stderr)
        return code
    # Bytes that are no text in the terminal's encoding travel as lone surrogates.
    odd = [word for word in sys.argv if any("\ud800" <= sign <= "\udfff" for sign in word)]
    if isinstance(error, UnicodeError) and odd:
        print(f"expected text; came: {odd[0]!a}; correct it, or set LC_ALL to a UTF-8 locale", file=sys.stderr)
        return USAGE
    with tempfile.NamedTemporaryFile("w", prefix="opsmantik-", suffix=".txt", delete=False, encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    print(f"opsmantik failed: {type(error).__name__}: {error}; all of it is in {file.name}", file=sys.stderr)
    return UNKNOWN


if __name__ == "__main__":
    main()
