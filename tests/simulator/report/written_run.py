"""A small run on disk, as `verify` would have written it, in which everything that matters to a report happens.

Decides what stands in its events and history; what a report makes of them is the tests' business.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SITE = {"id": "0f0e0d0c-0000-4000-8000-000000000001", "public_id": "11111111-1111-4111-8111-111111111111"}
NASTY = "</script><img src=x onerror=alert(1)>\x1b[2J`|*"
URL = "http://127.0.0.1:8801/api/sync"
STARTED = {
    "event": "run_started",
    "seed": 5,
    "version": "9.9",
    "spec_sha256": "f" * 64,
    "started_at": "2026-11-23T07:28:02.594+00:00",
    "directory": "runs/x",
    "strict": False,
    "target": {"gateway": "http://127.0.0.1:8801", "database": "db.example:5432/postgres as judge"},
    "postgres": "PostgreSQL 15.1 (given)",
    "asked": {"sectors": [], "clauses": ["GWY-1*"], "bundled": []},
    "sectors": [["GWY", "Gateway"], ["HAZ", "Hazards"]],
    "checks": 5,
    "clauses": 6,
}


def check(name: str, clause: str, verdict: str, **more: Any) -> dict[str, Any]:
    """One outcome, as a clause_judged event carries it."""
    known = {"check": name, "clause": clause, "claim": f"{name} holds.", "verdict": verdict, "what": "", "expected": ""}
    return {**known, "seen": "", "reason": "", "missing": None, "times": None, "of": None, "duration_ms": 3, **more}


def clause(name: str, level: str, verdict: str, *checks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One clause_judged event."""
    sector = name[:3]
    text = {"sentence": f"A `POST` of {name} is answered.", "source": "blueprint 3.1", "breaks": "it is not"}
    head = {"event": "clause_judged", "id": name, "level": level, "sector": sector, "section": "CORS", "room": ""}
    return {**head, "observations": ["http"], **text, "verdict": verdict, "checks": list(checks), **more}


CLAUSES = (
    clause("GWY-101", "MUST", "valid", check("cors.fine", "GWY-101", "valid")),
    clause(
        "GWY-102",
        "MUST",
        "invalid",
        check("cors.broken", "GWY-102", "invalid", what="status", expected="403", seen=f"200 {NASTY}"),
    ),
    clause(
        "GWY-103",
        "SHOULD",
        "deviates",
        check("cors.odd", "GWY-103", "invalid", what="body", expected="'abcde-x'", seen="'abcde-y'"),
    ),
    clause("GWY-104", "MUST", "unknown", check("cors.died", "GWY-104", "unknown", reason="no end within 30 s")),
    clause("GWY-105", "MAY", "not judged yet", room="browser_tests"),
    clause("HAZ-101", "HAZ", "shown", check("races.lost", "HAZ-101", "shown", times=3, of=20, reason="clicks lost")),
)


def exchange(number: int, name: str, body: str, **answer: Any) -> dict[str, Any]:
    """One exchange of the history."""
    headers = [["Host", "127.0.0.1:8801"], ["Content-Type", "application/json"], ["Content-Length", str(len(body))]]
    request = {"method": "POST", "url": URL, "headers": headers, "body": body, "encoding": "text"}
    came = {"status": 200, "headers": [["x-note", NASTY]], "body": NASTY, "encoding": "text", **answer}
    head = {"kind": "exchange", "number": number, "check": name, "at_ms": 1000 + number}
    return {**head, "request": request, "answer": came}


def reading(number: int, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One reading of the history."""
    sql = "SELECT * FROM sessions WHERE site_id = %s::uuid"
    head = {"kind": "read", "number": number, "check": name, "at_ms": 1000 + number}
    return {**head, "sql": sql, "params": [SITE["id"]], "rows": rows}


HISTORY = (
    exchange(1, "cors.fine", '{"s":"x"}'),
    exchange(2, "cors.broken", json.dumps({"s": SITE["public_id"], "u": "it's"})),
    reading(3, "cors.broken", [{"id": "1", "note": NASTY, "gclid": None}]),
)
FINISHED = {"event": "run_finished", "exit_code": 1, "interrupted": False, "duration_ms": 1500}


def counts(clauses: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Clauses by verdict."""
    found = [one["verdict"] for one in clauses]
    return {verdict: found.count(verdict) for verdict in dict.fromkeys(found)}


def write(
    directory: Path,
    *,
    clauses: Sequence[dict[str, Any]] = CLAUSES,
    history: Sequence[dict[str, Any]] = HISTORY,
    finished: bool = True,
    more: Sequence[dict[str, Any]] = (),
    **started: Any,
) -> Path:
    """Write the run's two files and give their directory; `more` are events before its end."""
    directory.mkdir(parents=True, exist_ok=True)
    asked = {"clauses": len(clauses) or STARTED["clauses"]}
    told = [STARTED | asked | started, {"event": "site_made", "public_id": SITE["public_id"], "row": SITE}]
    told += [{"event": "target_found", "line": "OpsMantik 9 at http://127.0.0.1:8801; no controls"}, *clauses]
    told += more
    told += [FINISHED | {"counts": counts(clauses)}] if finished else []
    _lines(directory / "events.jsonl", [{"at_ms": 7, **event} for event in told])
    _lines(directory / "history.jsonl", history)
    return directory


def _lines(path: Path, records: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
