"""Where a Firefox is on this machine that Playwright can drive. It starts none."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def find(environment: Mapping[str, str]) -> Path | None:
    """Give a Firefox: the one named by FIREFOX, else firefox-esr on PATH."""
    if named := environment.get("FIREFOX"):
        return Path(named)
    found = shutil.which("firefox-esr", path=environment.get("PATH"))
    return Path(found) if found else None
