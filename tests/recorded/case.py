"""A recorded case as data: what is sent, in which configuration, and what the real gateway answered and stored.

Decides how `cases.jsonl.gz` is read. It must not know how a case is played, nor what is compared.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOM = Path(__file__).parent
# ALLOWED_ORIGINS and NODE_ENV of the gateways that were recorded.
CONFIGURATIONS = {
    "default": {
        "ALLOWED_ORIGINS": "https://example.com, https://shop.test:8443,http://plain.test,https://Trailing.test/"
    },
    "wildcard": {"ALLOWED_ORIGINS": "*"},
    "bare": {"ALLOWED_ORIGINS": "example.com,localhost:3000"},
    "dev_unset": {"NODE_ENV": "test"},
    "prod_unset": {"NODE_ENV": "production"},
    "mixed": {"ALLOWED_ORIGINS": "https://example.com,*"},
    "blanks": {"ALLOWED_ORIGINS": " , ,\n"},
}
# The six sites every case begins with: id and public id.
SITES = {
    "11111111-1111-4111-8111-111111111111": "a1b2c3d4-e5f6-4a7b-8c9d-0123456789ab",
    "22222222-2222-4222-8222-222222222222": "b1b2c3d4-e5f6-4a7b-8c9d-0123456789ab",
    "33333333-3333-4333-8333-333333333333": "c1b2c3d4e5f64a7b8c9d0123456789ab",
    "44444444-4444-4444-8444-444444444444": "D1B2C3D4-E5F6-4A7B-8C9D-0123456789AB",
    "55555555-5555-4555-8555-555555555555": "e1b2c3d4-e5f6-4a7b-8c9d-0123456789ab",
    "66666666-6666-4666-8666-666666666666": "e1b2c3d4e5f64a7b8c9d0123456789ab",
}


@dataclass(frozen=True)
class Request:
    """One request, header values as Latin-1 text; sent `repeat` times."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    repeat: int = 1


@dataclass(frozen=True)
class Sql:
    """A statement on the database."""

    statement: str


@dataclass(frozen=True)
class Clock:
    """The gateway's clock is this far ahead of the machine's."""

    offset_ms: int


Step = Request | Sql | Clock


@dataclass(frozen=True)
class Case:
    """One recording. `expected` holds the answer of each request (`steps`) and the rows left at the end."""

    name: str
    configuration: str
    steps: tuple[Step, ...]
    expected: dict[str, Any]
    cleanup: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A case that differs on purpose: by which clause or fact, and what each member that differs is instead."""

    because: str
    seen: dict[str, Any] = field(default_factory=dict)


def read_cases() -> list[Case]:
    """Every recorded case."""
    with gzip.open(ROOM / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [_case(json.loads(line)) for line in lines]


def read_differences() -> dict[str, Difference]:
    """The cases that differ on purpose, by name."""
    table = tomllib.loads((ROOM / "differs.toml").read_text("utf-8"))
    return {name: Difference(entry["because"], entry["seen"]) for name, entry in table.items()}


def _case(written: dict[str, Any]) -> Case:
    steps = tuple(map(_step, written["steps"]))
    cleanup = tuple(written.get("cleanup", ()))
    return Case(written["case"], written["config"], steps, written["expected"], cleanup)


def _step(written: dict[str, Any]) -> Step:
    if "sql" in written:
        return Sql(written["sql"])
    if "clock_ms" in written:
        return Clock(written["clock_ms"])
    headers = tuple((name, value) for name, value in written["headers"])
    body = b64decode(written["body"])
    return Request(written["method"], written["path"], headers, body, written.get("repeat", 1))
