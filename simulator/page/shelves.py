"""Where pages keep things: localStorage by origin, seen by each renderer as it last heard of it; sessionStorage by tab.

It decides who sees whose writing, and when. A renderer sees its own at once and another's a little later, and does not
let an older word of another undo its own: so two tabs can read, each, what the other has just replaced. It knows no
page and no key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from simulator.page.timeline import Timeline

HEARD_AFTER_US: Final = 1_000
Change = tuple[str, str, "str | None"]
Area = dict[str, str]


class Reader(Protocol):
    """A document that looks at an area."""

    @property
    def alive(self) -> bool:
        """Whether its scripts still run."""

    def hear(self, change: Change) -> None:
        """Take another renderer's writing."""


@dataclass
class View:
    """One renderer's picture of an origin's localStorage."""

    area: Area
    written: dict[str, int] = field(default_factory=dict)
    readers: list[Reader] = field(default_factory=list)

    def read_by(self, reader: Reader) -> None:
        """Let a document hear of what comes; those that are gone are forgotten."""
        self.readers = [*(one for one in self.readers if one.alive), reader]


class Shelves:
    """All localStorage of one browser."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._areas: dict[str, Area] = {}
        self._views: dict[tuple[int, str], View] = {}
        self._written = 0

    def view(self, renderer: int, origin: str) -> View:
        """Give what a renderer sees of an origin, from the truth at its first look."""
        key = (renderer, origin)
        if key not in self._views:
            self._views[key] = View(dict(self._areas.setdefault(origin, {})))
        return self._views[key]

    def write(self, renderer: int, origin: str, key: str, value: str | None) -> None:
        """Take a renderer's writing, and let the other renderers hear of it."""
        self._written += 1
        number = self._written
        view = self.view(renderer, origin)
        view.written[key] = number
        put(view.area, key, value)
        put(self._areas[origin], key, value)
        for (other, where), seen in self._views.items():
            if where == origin and other != renderer:
                self._timeline.after(HEARD_AFTER_US, lambda seen=seen: _hear(seen, key, value, number))


def put(area: Area, key: str, value: str | None) -> None:
    """Set a key, or take it away."""
    if value is None:
        area.pop(key, None)
    else:
        area[key] = value


def _hear(view: View, key: str, value: str | None, number: int) -> None:
    if view.written.get(key, 0) > number:
        return
    put(view.area, key, value)
    for reader in view.readers:
        reader.hear(("local", key, value))
