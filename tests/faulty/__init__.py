"""The gallery: wrong implementations, each named for its vice, that prove the suite's teeth.

Every module of `gateways/`, `schemas/`, `trackers/` and `cures/` holds one value, `FAULT`. `gallery()` finds them;
nothing else registers them, and no line of `reference/`, `schema/`, `tracker/` or `simulator/` knows them.
"""

import importlib
import pkgutil
from functools import cache

from tests.faulty import cures, gateways, schemas, trackers
from tests.faulty.fault import Fault, UnknownFault

ROOMS = (gateways, schemas, trackers, cures)


@cache
def gallery() -> dict[str, Fault]:
    """Every fault by its name: gateways, schemas, trackers, then cures, each in the order of their names."""
    found = [_load(module) for modules in _modules().values() for module in modules.values()]
    return {fault.name: fault for fault in found}


def find(name: str) -> Fault:
    """Give one fault. Raises UnknownFault, which names the nearest. Only this one's file is read."""
    known = {name: module for modules in _modules().values() for name, module in modules.items()}
    if name not in known:
        raise UnknownFault.named(name, list(known))
    return _load(known[name])


def room_of(name: str) -> str:
    """Which room a fault hangs in: gateways, schemas, trackers or cures."""
    return next(room for room, modules in _modules().items() if name in modules)


@cache
def _modules() -> dict[str, dict[str, str]]:
    """Room, to a fault's name, to its module."""
    return {
        room.__name__.rpartition(".")[2]: {
            name.replace("_", "-"): f"{room.__name__}.{name}"
            for name in sorted(module.name for module in pkgutil.iter_modules(room.__path__))
        }
        for room in ROOMS
    }


def _load(module: str) -> Fault:
    return importlib.import_module(module).FAULT
