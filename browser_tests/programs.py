"""A browser's program on this machine, by a variable that names it or by what it is called on PATH. It starts none."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ProgramUnusable(Exception):
    """A variable names a browser that is none; one sentence."""

    exit_code = 2


def find_program(environment: Mapping[str, str], variable: str, names: tuple[str, ...]) -> Path | None:
    """Give the program the variable names (a path, or a name on PATH), else the first of the names on PATH."""
    path = environment.get("PATH", "")
    if named := environment.get(variable):
        if program := shutil.which(named, path=path):
            return Path(program)
        raise ProgramUnusable(
            f"expected in {variable} a program that can be run; came: {named}; unset it to have one found"
        )
    found = filter(None, (shutil.which(name, path=path) for name in names))
    return next(map(Path, found), None)
