"""Where a Chromium is on this machine; `python -m browser_tests.chromium` installs one where there is none.

It decides where to look, in which order, and who installs: Debian's apt-get for root, else Playwright's own command
(Ubuntu's `chromium` is only a door to snap, which containers have not). It starts no browser and knows no tests.
Exit 0: there is one; 2: CHROMIUM names none; 3: there is none, and none could be installed.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from browser_tests.programs import ProgramUnusable, find_program

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("chromium", "chromium-browser", "google-chrome")
SYSTEM_APPLICATIONS = Path("/Applications")
APPLICATIONS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
ASK_S_MAX, INSTALL_S_MAX = 60, 900
FOUND, UNUSABLE, MISSING = 0, 2, 3

Command = tuple[str, ...]


def find(environment: Mapping[str, str]) -> Path | None:
    """Give a Chromium: CHROMIUM's (`ProgramUnusable` if it is none), on PATH, a macOS application, Playwright's."""
    return find_program(environment, "CHROMIUM", NAMES) or _application(environment) or _playwrights(environment)


def _application(environment: Mapping[str, str]) -> Path | None:
    roots = [SYSTEM_APPLICATIONS, *(Path(home) / "Applications" for home in [environment.get("HOME")] if home)]
    return next((root / name for root in roots for name in APPLICATIONS if _runs(root / name)), None)


def _playwrights(environment: Mapping[str, str]) -> Path | None:
    # In a process of its own: Playwright's plain interface does not work where a loop is running.
    ask = [sys.executable, "-c", ASK_PLAYWRIGHT]
    try:
        told = subprocess.run(  # noqa: S603 - our own words
            ask, env=environment, capture_output=True, text=True, timeout=ASK_S_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    program = Path(told.stdout.strip())
    return program if told.returncode == 0 and _runs(program) else None


def _runs(program: Path) -> bool:
    return program.is_file() and os.access(program, os.X_OK)


@dataclass(frozen=True)
class Machine:
    """What decides who installs. `debian`: a Debian, and no system made from it."""

    environment: Mapping[str, str]
    root: bool
    linux: bool
    debian: bool
    playwright: Command = (sys.executable, "-m", "playwright")

    @classmethod
    def here(cls) -> Machine:
        """Give this machine."""
        linux = platform.system() == "Linux"
        return cls(os.environ, os.geteuid() == 0, linux, linux and _distribution() == "debian")

    @property
    def has_apt(self) -> bool:
        """Whether there is an apt-get, and it may be used."""
        return self.root and self.linux and bool(shutil.which("apt-get", path=self.environment.get("PATH", "")))


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["ID"]
    except (OSError, KeyError):
        return ""


def ways(machine: Machine) -> dict[str, tuple[Command, ...]]:
    """Give the ways to install one, the first to be tried first: what people call it, and its commands."""
    by_apt = ("apt-get", "update", "--quiet"), ("apt-get", "install", "-y", "--no-install-recommends", "chromium")
    with_libraries = ("--with-deps",) if machine.has_apt else ()
    by_playwright = ((*machine.playwright, "install", *with_libraries, "chromium"),)
    first = {"apt-get": by_apt} if machine.has_apt and machine.debian else {}
    return {**first, "playwright install": by_playwright}


def install(machine: Machine) -> Path | str:
    """Install one and give it, or a sentence that says why there is none."""
    failures = []
    for name, commands in ways(machine).items():
        print(f"no Chromium here: {name} …", end=" ", flush=True)
        failure = next(filter(None, (_failure(command, machine.environment) for command in commands)), None)
        program = None if failure else find(machine.environment)
        if program:
            print(f"installed {program}")
            return program
        print("did not work")
        failures.append(f"{name}: {failure or 'it left none'}")
    return "expected a Chromium; came: none, and none could be installed (" + "; ".join(failures) + ")"


def _failure(command: Command, environment: Mapping[str, str]) -> str | None:
    """Run a command; gives its reason if it failed."""
    quiet = {**environment, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command,
            env=quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=INSTALL_S_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"not done after {INSTALL_S_MAX} s"
    except OSError as error:
        return str(error)
    return _reason(f"{done.stdout}\n{done.stderr}") if done.returncode else None


def _reason(said: str) -> str:
    """Give the first line that calls itself an error (apt-get: E:), else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["it did not say why"]
    return next((line for line in lines if re.match(r"E:|\w*Error:", line)), lines[-1]).removesuffix(", caused by")


def main(machine: Machine) -> int:
    """Find one, or install one; gives the exit."""
    try:
        found = find(machine.environment)
        if found:
            print(f"Chromium: {found}")
            return FOUND
        installed = install(machine)
    except ProgramUnusable as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    if isinstance(installed, Path):
        return FOUND
    advice = "what needs a browser will not be judged; install one, or name one with CHROMIUM=/path/to/it"
    print(f"{installed}; {advice}", file=sys.stderr)
    return MISSING


if __name__ == "__main__":
    sys.exit(main(Machine.here()))
