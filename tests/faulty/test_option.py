"""`--faulty NAME` at the front door, and `opsmantik faults`: each in a process of its own, as people call them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from opsmantik import front_door
from simulator.verify import FRONT_DOOR
from tests.faulty import find, gallery

if TYPE_CHECKING:
    from pathlib import Path

NAME = "nullable-everywhere"


def opsmantik(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FRONT_DOOR), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_verify_judges_the_faulty_build_and_says_so(tmp_path: Path) -> None:
    """Exit 1, the declared clause invalid, and the fault named in banner and results."""
    done = opsmantik("verify", "--faulty", NAME, "--clause", "SCH-204", "--runs", str(tmp_path))
    assert done.returncode == 1, done.stderr
    assert find(NAME).described in done.stdout
    results = json.loads((tmp_path / "latest" / "results.json").read_text("utf-8"))
    assert results["target"]["gateway"] == find(NAME).described
    assert [(one["id"], one["verdict"]) for one in results["clauses"]] == [("SCH-204", "invalid")]


def test_serve_says_which_fault_it_serves() -> None:
    """Before anything else, also when it then cannot start."""
    done = opsmantik("serve", "--faulty", NAME, "--host", "203.0.113.1")  # nobody's address, so not ours
    assert done.returncode == 2
    assert done.stdout.splitlines()[0] == find(NAME).described


def test_an_unknown_fault_is_usage() -> None:
    for verb in ("serve", "verify"):
        done = opsmantik(verb, "--faulty", "nullable-nowhere")
        assert done.returncode == 2
        assert NAME in done.stderr


def test_a_fault_beside_a_gateway_is_usage() -> None:
    """Either theirs or the gallery's."""
    done = opsmantik("verify", "--faulty", NAME, "--gateway", "http://127.0.0.1:1")
    assert done.returncode == 2
    assert NAME in done.stderr


def test_list_names_every_build_and_show_tells_how_to_meet_it() -> None:
    listed = CliRunner().invoke(front_door, ["faults", "list"]).output
    assert [name for name in gallery() if f"  {name}\n" not in listed] == []
    shown = CliRunner().invoke(front_door, ["faults", "show", NAME]).output
    for text in (find(NAME).vice, *find(NAME).killed_by, f"verify --faulty {NAME}", "(schemas)"):
        assert text in shown
