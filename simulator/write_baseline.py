"""The file of `--write-baseline`: where it may be written, and that nothing of anybody's is lost by it.

What stands in it is the judge's (simulator/judge/baseline.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class NotWritten(Exception):
    """The baseline cannot be written there; one sentence."""

    exit_code = 2


def must_be_new(path: Path, baseline: Path | None) -> None:
    """Refuse to write over a file, but for the baseline that this run is given."""
    if path.exists() and not (baseline and path.samefile(baseline)):
        raise NotWritten(
            f"expected no file at {path} yet; came: one, and it is not overwritten;"
            " remove it, or name it as --baseline as well to bring it up to date"
        )
    if not path.parent.is_dir():
        raise NotWritten(f"expected a directory for {path}; came: none; make it, or correct --write-baseline")


def write(path: Path, text: str) -> str:
    """Write it, and say so."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise NotWritten(f"expected to write {path}; came: {error.strerror}; correct --write-baseline") from error
    return f"baseline written to {path}"
