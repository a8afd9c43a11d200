"""What ends otherwise in another engine than Chromium, by the engine's own doing: `differences.toml`, read back.

It decides what a scenario expects in an engine. A difference that is listed and not seen is as wrong as one that is
seen and not listed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from browser_tests.scenario import Expected

if TYPE_CHECKING:
    from browser_tests.scenario import Scenario

FILE = Path(__file__).with_name("differences.toml")


@dataclass(frozen=True)
class Difference:
    """Why a scenario ends otherwise, which clauses cannot hold there, and its account if that is another."""

    reason: str
    clauses: tuple[str, ...] = ()
    account: Expected | None = None


NONE = Difference("")


@cache
def differences(engine: str) -> dict[str, Difference]:
    """Give an engine's differences by scenario."""
    told = tomllib.loads(FILE.read_text("utf-8")).get(engine, {})
    return {name: _difference(values) for name, values in told.items()}


def difference(engine: str, scenario: Scenario) -> Difference:
    """Give what is different for one scenario, or `NONE`."""
    return differences(engine).get(scenario.name, NONE)


def expected(engine: str, scenario: Scenario) -> Expected | None:
    """Give the account a scenario must close with in an engine."""
    return difference(engine, scenario).account or scenario.account


def _difference(values: dict) -> Difference:
    account = values.get("account")
    made = Expected(account["events"], account.get("intents", {}), account.get("surplus", 0)) if account else None
    return Difference(values["reason"], tuple(values.get("clauses", ())), made)
