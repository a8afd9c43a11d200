"""What runs elsewhere: the workflow asks make for what there is, and what a run leaves is kept, folders and all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CI = ROOT / ".github" / "workflows" / "ci.yml"
ACTION = ROOT / ".github" / "actions" / "verify" / "action.yml"
LEFT = ("report.html", "events.jsonl", "browser/first_view.html", "browser/first_view/steps.json")


@pytest.mark.parametrize("file", [CI, ACTION], ids=["workflow", "action"])
def test_what_make_is_asked_for_is_a_target(file: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = re.findall(r"\bmake (?:-C \S+ )?([a-z-]+)$|\bmake ([a-z-]+) ARGS", file.read_text("utf-8"), re.MULTILINE)
    assert asked
    assert {one or other for one, other in asked} <= targets


@pytest.mark.parametrize("file", [CI, ACTION], ids=["workflow", "action"])
def test_what_is_kept_of_a_run_takes_its_folders_and_takes_nothing_twice(file: Path, tmp_path: Path) -> None:
    """`latest` leads to the same files."""
    run = tmp_path / "2026-11-23T10-00-00.000Z"
    for name in LEFT:
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        (run / name).touch()
    (tmp_path / "latest").symlink_to(run.name)
    (path,) = re.findall(r"path: (?:runs|\$\{\{ runner\.temp \}\}/opsmantik)/(\S+)", file.read_text("utf-8"))
    kept = [str(found.relative_to(run)) for found in tmp_path.glob(path)]
    assert sorted(LEFT) == sorted(kept)
