"""A directory goes when its owner is gone, and not before."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from schema.residence import PREFIX, Residence, sweep

if TYPE_CHECKING:
    from pathlib import Path

OWNER = """
import sys
from pathlib import Path
from schema.residence import Residence
mine = Residence(Path(sys.argv[1]))
(mine.path / "something").write_text("")
print(mine.path, flush=True)
sys.stdin.read()
"""


def owner(directory: Path) -> subprocess.Popen:
    """Another process that lives in a directory until it is killed."""
    return subprocess.Popen(
        [sys.executable, "-c", OWNER, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def told(directory: Path, owners: list[int] | None = None) -> tuple[list[Path], list[Path]]:
    """What was removed, and what was told before."""
    before: list[Path] = []
    return sweep([directory], owners or [os.geteuid()], before.append), before


def test_it_is_ours_alone_and_leaves_nothing(tmp_path: Path) -> None:
    residence = Residence(tmp_path)
    assert residence.path.stat().st_mode & 0o777 == 0o700
    (residence.path / "something").write_text("")
    residence.leave()
    residence.leave()
    assert list(tmp_path.iterdir()) == []


def test_a_lived_in_one_is_left_alone_and_a_dead_owner_s_is_removed(tmp_path: Path) -> None:
    with owner(tmp_path) as process:
        path = tmp_path / process.stdout.readline().strip()
        assert told(tmp_path) == ([], [])
        process.kill()
    assert told(tmp_path) == ([path], [path])
    assert not path.exists()


def test_an_empty_one_may_be_someone_s_first_moment(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}new").mkdir()
    assert told(tmp_path) == ([], [])


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}x").mkdir()
    (tmp_path / f"{PREFIX}x" / "something").write_text("")
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / f"{PREFIX}x")
    (tmp_path / "other").mkdir()
    assert told(tmp_path, owners=[os.geteuid() + 1]) == ([], [])
    assert told(tmp_path)[0] == [tmp_path / f"{PREFIX}x"]
