"""Where a Chromium is on this machine. It starts none."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find(environment: Mapping[str, str]) -> Path | None:
    """Give a Chromium: the one named by CHROMIUM, else one on PATH."""
    if named := environment.get("CHROMIUM"):
        return Path(named)
    found = next(filter(None, (shutil.which(name, path=environment.get("PATH")) for name in NAMES)), None)
    return Path(found) if found else None
