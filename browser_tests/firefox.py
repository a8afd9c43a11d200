"""Where a Firefox is on this machine that Playwright can drive. It starts none, and installs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests.programs import find_program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAMES = ("firefox-esr",)


def find(environment: Mapping[str, str]) -> Path | None:
    """Give a Firefox: the one named by FIREFOX (`ProgramUnusable` if it is none), else firefox-esr on PATH."""
    return find_program(environment, "FIREFOX", NAMES)
