"""`opsmantik load` and `opsmantik chaos` as people call them: a process each, and what its run directory says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from simulator.verify import FRONT_DOOR

# On a machine that is busy with other tests a request leaves late for no fault of ours; what is tested are counts.
PATIENT = Path(__file__).with_name("patient.toml")
BOUND_S = 240


def opsmantik(*arguments: str, runs: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, str(FRONT_DOOR), *arguments, "--runs", str(runs)]
    return subprocess.run(command, capture_output=True, text=True, timeout=BOUND_S, check=False)


def load(profile: str, *arguments: str, runs: Path) -> subprocess.CompletedProcess[str]:
    """Run a profile, patiently."""
    return opsmantik("load", profile, "--thresholds", str(PATIENT), "--seed", "11", *arguments, runs=runs)


def result(runs: Path) -> dict[str, Any]:
    """Read the latest run's load.json."""
    return json.loads((runs / "latest" / "load.json").read_text("utf-8"))


def broken(runs: Path) -> set[tuple[str, str]]:
    """Name the thresholds that were not kept, by group and figure."""
    return {(one["group"], one["name"].rpartition(": ")[2]) for one in result(runs)["thresholds"] if not one["kept"]}
