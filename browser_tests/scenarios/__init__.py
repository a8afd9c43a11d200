"""The scenarios, a file a theme; each file names its own in `SCENARIOS`. Data: importing them plays nothing."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from browser_tests.scenario import Scenario


@cache
def scenarios() -> dict[str, Scenario]:
    """Give every scenario by its name, in the order of the files' names."""
    found: dict[str, Scenario] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        for scenario in importlib.import_module(f"{__name__}.{module.name}").SCENARIOS:
            if scenario.name in found:
                raise ValueError(f"two scenarios are named {scenario.name}")
            found[scenario.name] = scenario
    return found
