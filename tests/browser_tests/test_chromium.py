"""Where a Chromium is found, in which order, who installs one, and how that ends. No browser is started or fetched."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser_tests import chromium, firefox
from browser_tests.chromium import Machine, ways
from browser_tests.programs import ProgramUnusable

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give an environment in which there is no browser: an empty PATH, home, and place for Playwright's own."""
    monkeypatch.setattr(chromium, "SYSTEM_APPLICATIONS", tmp_path / "nothing")
    (tmp_path / "bin").mkdir()
    return {
        "PATH": str(tmp_path / "bin"),
        "HOME": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "browsers"),
    }


def program(path: Path, script: str = "exit 0") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def playwrights_place(environment: Mapping[str, str]) -> Path:
    told = subprocess.run(
        [sys.executable, "-c", chromium.ASK_PLAYWRIGHT], env=environment, capture_output=True, text=True, check=True
    )
    return Path(told.stdout.strip())


def test_where_there_is_none_none_is_found(bare: dict[str, str]) -> None:
    assert chromium.find(bare) is None
    assert firefox.find(bare) is None


def test_the_order_is_the_variable_path_the_application_and_playwrights(bare: dict[str, str], tmp_path: Path) -> None:
    """Each new one takes the place of the one before."""
    last = program(playwrights_place(bare))
    assert last.is_relative_to(tmp_path / "browsers")
    assert chromium.find(bare) == last
    application = program(tmp_path / "Applications" / chromium.APPLICATIONS[1])
    assert chromium.find(bare) == application
    for name in reversed(chromium.NAMES):
        on_path = program(tmp_path / "bin" / name)
        assert chromium.find(bare) == on_path
    named = program(tmp_path / "mine")
    assert chromium.find({**bare, "CHROMIUM": str(named)}) == named


def test_playwrights_is_found_where_a_loop_is_running(bare: dict[str, str]) -> None:
    place = program(playwrights_place(bare))

    async def within() -> Path | None:
        return chromium.find(bare)

    assert asyncio.run(within()) == place


def test_what_cannot_be_run_is_no_browser(bare: dict[str, str], tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium").chmod(0o644)
    program(playwrights_place(bare)).chmod(0o644)
    assert chromium.find(bare) is None


@pytest.mark.parametrize(("find", "variable"), [(chromium.find, "CHROMIUM"), (firefox.find, "FIREFOX")])
def test_a_variable_that_names_no_program_is_an_error(find: object, variable: str, bare: dict[str, str]) -> None:
    """It is not passed over: somebody meant that one."""
    for name in ("/no/such", str(program(Path(bare["HOME"]) / "plain")), "chromium"):
        (Path(bare["HOME"]) / "plain").chmod(0o644)
        with pytest.raises(ProgramUnusable, match=f"expected in {variable} a program that can be run; came: {name}"):
            find({**bare, variable: name})
    assert ProgramUnusable.exit_code == 2


def test_a_firefox_is_named_or_on_path(bare: dict[str, str], tmp_path: Path) -> None:
    esr = program(tmp_path / "bin" / "firefox-esr")
    assert firefox.find(bare) == esr
    named = program(tmp_path / "mine")
    assert firefox.find({**bare, "FIREFOX": str(named)}) == named


@pytest.mark.parametrize(
    ("root", "debian", "apt", "expected"),
    [
        (True, True, True, ["apt-get", "playwright install --with-deps"]),
        (True, False, True, ["playwright install --with-deps"]),
        (True, True, False, ["playwright install"]),
        (False, True, True, ["playwright install"]),
        (False, False, False, ["playwright install"]),
    ],
)
def test_who_installs(bare: dict[str, str], *, root: bool, debian: bool, apt: bool, expected: list[str]) -> None:
    """Root on Debian: apt-get first; root with an apt-get: the libraries too."""
    if apt:
        program(Path(bare["PATH"]) / "apt-get")
    told = ways(Machine(bare, root=root, linux=True, debian=debian))
    libraries = " --with-deps" if "--with-deps" in told["playwright install"][0] else ""
    assert [name if name == "apt-get" else name + libraries for name in told] == expected


def machine(bare: dict[str, str], **scripts: str) -> Machine:
    """Root on a Debian whose apt-get and playwright are these scripts; they note how they were called."""
    home = Path(bare["HOME"])
    for name, script in {"apt-get": scripts["apt"], "playwright": scripts["playwright"]}.items():
        program(home / "bin" / name, f'echo "{name} $*" >>{home}/calls\n{script}')
    fake = (str(home / "bin" / "playwright"),)
    # The scripts need a few programs themselves.
    environment = {**bare, "PATH": f"{home / 'bin'}:{home / 'tools'}"}
    (home / "tools").mkdir()
    for tool in ("touch", "chmod"):
        (home / "tools" / tool).symlink_to(
            next(p for p in (Path("/usr/bin"), Path("/bin")) if (p / tool).exists()) / tool
        )
    return Machine(environment, root=True, linux=True, debian=True, playwright=fake)


def calls(bare: dict[str, str]) -> list[str]:
    return (Path(bare["HOME"]) / "calls").read_text().splitlines()


def test_what_is_there_is_left_alone(bare: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    there = machine(bare, apt="exit 1", playwright="exit 1")
    found = program(Path(bare["PATH"]) / "chromium")
    assert chromium.main(there) == 0
    assert capsys.readouterr().out == f"Chromium: {found}\n"
    assert not (Path(bare["HOME"]) / "calls").exists()


def test_apt_installs_one(bare: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    made = Path(bare["PATH"]) / "chromium"
    there = machine(bare, apt=f'[ "$1" = update ] || {{ touch {made}; chmod 755 {made}; }}', playwright="exit 1")
    assert chromium.main(there) == 0
    assert capsys.readouterr().out == f"no Chromium here: apt-get … installed {made}\n"
    assert calls(bare) == ["apt-get update --quiet", "apt-get install -y --no-install-recommends chromium"]


def test_where_apt_does_not_playwright_does(bare: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    made = Path(bare["PATH"]) / "chromium"
    there = machine(bare, apt="exit 100", playwright=f"touch {made}; chmod 755 {made}")
    assert chromium.main(there) == 0
    assert f"playwright install … installed {made}\n" in capsys.readouterr().out
    assert calls(bare) == ["apt-get update --quiet", "playwright install --with-deps chromium"]


def test_where_nobody_can_it_says_why_and_exits_three(bare: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    there = machine(bare, apt="echo E: no network >&2; echo }; exit 100", playwright="exit 0")
    assert chromium.main(there) == 3
    said = capsys.readouterr().err
    assert said.startswith("expected a Chromium; came: none, and none could be installed (apt-get: E: no network; ")
    assert "playwright install: it left none" in said
    assert "CHROMIUM=/path/to/it" in said
    assert len(said.splitlines()) == 1


def test_a_variable_that_names_none_exits_two_and_installs_nothing(bare: dict[str, str]) -> None:
    there = machine(bare, apt="exit 0", playwright="exit 0")
    assert chromium.main(Machine({**there.environment, "CHROMIUM": "/no/such"}, True, True, True)) == 2  # noqa: FBT003
    assert not (Path(bare["HOME"]) / "calls").exists()


def test_by_hand_it_needs_nothing_but_python(bare: dict[str, str]) -> None:
    """`python -m browser_tests.chromium` finds one by the variable, in an environment that is empty but for it."""
    named = program(Path(bare["HOME"]) / "mine")
    command = [sys.executable, "-S", "-m", "browser_tests.chromium"]
    done = subprocess.run(
        command, cwd=ROOT, env={"CHROMIUM": str(named)}, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Chromium: {named}\n", "")


def test_this_machine_is_described() -> None:
    assert Machine.here().root is (os.geteuid() == 0)
