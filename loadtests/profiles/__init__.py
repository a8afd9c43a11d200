"""The profiles: what comes in, what must come of it, and which build of the gallery fails it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadtests.profiles import boundary, bursts, crowds, manners, visits
from simulator.judge.nearest import nearest

if TYPE_CHECKING:
    from loadtests.arrival import Profile

_ROOMS = (boundary, crowds, visits, manners)
ALL: dict[str, Profile] = {one.name: one for room in _ROOMS for one in room.PROFILES}
HIDDEN: dict[str, Profile] = {one.name: one for one in bursts.PROFILES}


class NoSuchProfile(Exception):
    """A profile that there is not; the message names those that there are."""

    exit_code = 2


def find(name: str) -> Profile:
    """Give a profile by its name; hyphens will do."""
    found = {**ALL, **HIDDEN}.get(name.replace("-", "_"))
    if found is None:
        came = f"{name}{nearest(name, ALL)}"
        raise NoSuchProfile(f"expected a profile: {', '.join(ALL)}; came: {came}; choose one of them")
    return found
