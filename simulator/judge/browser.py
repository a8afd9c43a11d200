"""The browser of a run as the judge knows it: somebody who plays a scenario and tells what was seen.

It decides what a browser is asked for and who may be asked to open one. It knows no browser and no scenario: whoever
can play them (`browser_tests`) registers an opener when it is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.judge.bench import Bench
    from simulator.judge.visit import Visit


class BrowserMissing(Exception):
    """There is no such browser here; one sentence that says what to do."""

    exit_code = 3


class Browser(Protocol):
    """An open browser with the tracker that is judged."""

    def why_not(self, scenario: Any) -> str:
        """Say why a scenario cannot be played here, or nothing."""

    async def visits(self, scenario: Any) -> Sequence[Visit]:
        """Play a scenario the first time it is asked for, as often as it wants to be played; give what was seen."""

    async def all_seen(self) -> Sequence[tuple[Any, Sequence[Visit]]]:
        """Give every scenario that was asked for so far, with what was seen of it, once it has been played."""

    async def died(self) -> str | None:
        """Say that the gateway it plays on is gone, or None."""


@dataclass(frozen=True)
class Wanted:
    """What opening a browser takes. `tracker`: the script's bytes. `tell` is the run's stream of events."""

    bench: Bench
    tracker: bytes
    directory: Path
    new_public_id: Callable[[], str]
    now_ms: Callable[[], int]
    tell: Callable[..., None]


Opener = Callable[[Wanted], AbstractAsyncContextManager[Browser]]
OPENERS: list[Opener] = []
"""At most one: who opens browsers."""
