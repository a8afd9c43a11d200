"""A directory that is removed when its owner is gone, however the owner went.

The owner holds a lock on the directory itself; the kernel lets go of it with the owner's life, so that a later start
can tell an abandoned directory from a lived-in one without trusting a process id. Knows nothing of Postgres, except
that `on_abandoned` is told before an abandoned directory is removed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PREFIX = "opsmantik-pg-"
ROOM_BYTES_MIN = 1 << 30
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # a directory of random name is made in it


class Residence:
    """One such directory, mode 0700, owned by `user` (uid, gid) when given."""

    def __init__(self, parent: Path, user: tuple[int, int] | None = None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self._lock: int | None = _locked(self.path)
        if user:
            os.chown(self.path, *user)

    def leave(self) -> None:
        """Remove the directory. Leaving twice is nothing."""
        if self._lock is None:
            return
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)
        self._lock = None


def parents() -> list[Path]:
    """Give the places where residences are made, the preferred one first: memory, if it has room, and the disk."""
    temporary = Path(tempfile.gettempdir())
    return [SHARED_MEMORY, temporary] if _has_room(SHARED_MEMORY) else [temporary]


def sweep(places: Iterable[Path], owners: Iterable[int], on_abandoned: Callable[[Path], None]) -> list[Path]:
    """Remove the residences whose owner is gone and that belong to one of the user ids; give what was removed."""
    mine = set(owners)
    found = [path for place in places for path in place.glob(PREFIX + "*")]
    return [path for path in found if _is_ours(path, mine) and _remove_if_abandoned(path, on_abandoned)]


def _has_room(path: Path) -> bool:
    return path.is_dir() and os.access(path, os.W_OK) and shutil.disk_usage(path).free >= ROOM_BYTES_MIN


def _is_ours(path: Path, owners: set[int]) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return status.st_uid in owners and path.is_dir() and not path.is_symlink()


def _remove_if_abandoned(path: Path, on_abandoned: Callable[[Path], None]) -> bool:
    lock = _locked(path)
    if lock is None:
        return False
    try:
        if not any(path.iterdir()):  # its owner may be between making it and locking it
            return False
        on_abandoned(path)
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(lock)
    return not path.exists()


def _locked(path: Path) -> int | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
