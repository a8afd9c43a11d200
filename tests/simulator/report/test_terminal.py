"""The terminal: the same words with and without colours, and nothing a target sent is ever an instruction to it."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from simulator.report.terminal import Terminal

CLAUSE = {"event": "clause_judged", "level": "MUST", "sector": "GWY", "section": "CORS", "room": ""}
STARTED = {
    "event": "run_started",
    "seed": 5,
    "version": "9",
    "spec_sha256": "f" * 64,
    "clauses": 3,
    "checks": 2,
    "target": {"gateway": "http://sut"},
    "postgres": "PostgreSQL 15.1 (given)",
    "directory": "runs/x",
    "sectors": [["GWY", "Gateway"], ["TRK", "Tracker"]],
}


def outcome(verdict: str, **more: Any) -> dict[str, Any]:
    known = {"check": "cors.some", "verdict": verdict, "what": "", "expected": "", "seen": "", "reason": ""}
    return {**known, "times": None, "of": None, **more}


def written(*events: dict[str, Any], terminal: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=60, highlight=False, markup=False, emoji=False)
    listener = Terminal(console)
    for event in events:
        listener(event)
    listener.close()
    return out.getvalue()


def finished(code: int, **more: Any) -> dict[str, Any]:
    return {"event": "run_finished", "exit_code": code, "interrupted": False, "duration_ms": 1500, "counts": {}} | more


def test_the_banner_names_seed_version_spec_target_and_postgres() -> None:
    text = written(STARTED)
    for word in ("seed 5", "version 9", "ffff", "http://sut", "PostgreSQL 15.1"):
        assert word in text


def test_a_clause_is_one_line_under_its_section_with_what_was_seen() -> None:
    broken = outcome("invalid", what="status", expected="403", seen="200")
    text = written(
        STARTED,
        {**CLAUSE, "id": "GWY-101", "sentence": "It holds.", "verdict": "valid", "checks": [outcome("valid")]},
        {**CLAUSE, "id": "GWY-102", "sentence": "It too.", "verdict": "invalid", "checks": [broken]},
        finished(1),
    )
    lines = text.splitlines()
    assert "GWY · Gateway" in lines
    assert "  CORS" in lines
    assert "    GWY-101  ok              It holds." in lines
    assert "    GWY-102  INVALID         It too." in lines
    assert "             cors.some: status: expected 403, saw 200" in lines
    assert lines[-1] == "exit 1: the target is wrong"


def test_a_sector_without_judges_is_said_to_be_missing_in_one_line() -> None:
    waiting = {**CLAUSE, "sector": "TRK", "sentence": "It.", "verdict": "not judged yet", "checks": []}
    waiting["room"] = "browser_tests"
    text = written(STARTED, {**waiting, "id": "TRK-101"}, {**waiting, "id": "TRK-102"}, finished(0))
    assert "TRK: the judges of this sector are missing: 2 by browser_tests" in text.splitlines()
    assert "TRK-101" not in text


def test_what_a_target_sent_moves_no_cursor_and_is_no_markup() -> None:
    nasty = outcome("unknown", reason="\x1b[2J[red]x[/red]\r\n\ud800")
    text = written(STARTED, {**CLAUSE, "id": "GWY-101", "sentence": "It.", "verdict": "unknown", "checks": [nasty]})
    assert r"cors.some: unknown: \x1b[2J[red]x[/red]\r\n\ud800" in text
    assert "\x1b" not in text


def test_a_terminal_gets_colours_and_the_same_words() -> None:
    event = {**CLAUSE, "id": "GWY-101", "sentence": "It.", "verdict": "invalid", "checks": []}
    text = written(STARTED, {"event": "target_found", "line": "a gateway"}, event, finished(1), terminal=True)
    assert "\x1b[" in text
    assert "GWY-101  INVALID" in text
