"""A terminal that is not UTF-8 shows what it can: no verb ends with a Python error for a sign it cannot show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import opsmantik

if TYPE_CHECKING:
    from collections.abc import Mapping

DOOR = str(Path(opsmantik.__file__))
# As a terminal of another language has it, and as a shell that knows no language.
TERMINALS: dict[str, Mapping[str, str]] = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "no language": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}
VERBS = (
    ("--help",),
    ("spec", "GWY-305"),
    ("verify", "--list", "--clause", "GWY-3*"),
    ("verify", "--clause", "no such…"),
    ("faults", "list"),
    ("browse",),
    ("schema", "doctor", "--database", "host=127.0.0.1 port=1 dbname=…"),
    ("report", "no such…"),
    ("compare", "a…", "b"),
)


def said(terminal: str, *arguments: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LANG", "PYTHONIOENCODING")}
    done = subprocess.run(
        [sys.executable, DOOR, *arguments], capture_output=True, check=False, env={**kept, **TERMINALS[terminal]}
    )
    return done.returncode, (done.stdout + done.stderr).decode("latin-1")


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_prints_what_it_can(verb: tuple[str, ...]) -> None:
    for terminal in TERMINALS:
        code, output = said(terminal, *verb)
        assert code in (0, 1, 2), output[-500:]
        assert "UnicodeEncodeError" not in output
        assert "opsmantik failed" not in output


@pytest.mark.parametrize("terminal", TERMINALS)
def test_a_judgement_is_shown_with_what_stands_for_its_signs(terminal: str, tmp_path: Path) -> None:
    code, output = said(terminal, "verify", "--clause", "SCH-40*", "--runs", str(tmp_path))
    assert code == 0, output[-500:]
    assert "SCH - Schema" in output or "SCH \xb7 Schema" in output
    assert "SCH-401" in output


def test_a_name_that_is_no_text_is_refused_in_a_sentence() -> None:
    """A shell may hand over bytes that are no UTF-8."""
    done = subprocess.run(
        [sys.executable, DOOR, "verify", "--gateway", b"http://\xff.example"], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
