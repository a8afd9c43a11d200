"""What a browser holds: tabs with their history, and documents with the engine each of them runs in.

It decides what these are and what a document is given at its beginning. How one is reached and left is `browser.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.page.requests import Sender, origin_of

if TYPE_CHECKING:
    from simulator.page.engine import Engine
    from simulator.page.network import Flight
    from simulator.page.shelves import Change

BLANK = "about:blank"
ERROR_PAGE = "chrome-error://chromewebdata/"


@dataclass(frozen=True)
class Machine:
    """What the browser says of itself and of the machine it runs on."""

    user_agent: str
    locale: str
    timezone: str
    screen: tuple[int, int]
    bfcache: bool = False


@dataclass(eq=False)
class Document:
    """One document. `page` is its number in the notebook, 0 where no spy tells of it."""

    tab: str
    renderer: int
    sender: Sender
    url: str
    page: int = 0
    parent: Document | None = None
    engine: Engine | None = None
    frames: list[Document] = field(default_factory=list)
    flights: dict[int, Flight] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    clock: tuple[int, int] = (0, 0)
    loaded: bool = False
    frame_number: int = 0
    sandbox: str | None = None

    @property
    def origin(self) -> str:
        """The origin that storage and CORS go by."""
        return self.sender.origin

    @property
    def alive(self) -> bool:
        """Whether its scripts still run."""
        return self.engine is not None

    def hear(self, change: Change) -> None:
        """Take another renderer's writing; scripts see it at the next task."""
        self.changes.append(change)

    def family(self) -> list[Document]:
        """Give the document and the frames in it."""
        return [self, *(one for frame in self.frames for one in frame.family())]


@dataclass
class Entry:
    """One step of a tab's history. `kept` is its document, frozen, in the back-forward cache."""

    url: str
    referrer: str = ""
    state: str = "null"
    document: Document | None = None
    kept: bool = False


@dataclass(eq=False)
class Tab:
    """One tab. `session` is its sessionStorage by origin; `going` counts the journeys begun: the last one wins."""

    name: str
    renderer: int
    session: dict[str, dict[str, str]] = field(default_factory=dict)
    history: list[Entry] = field(default_factory=list)
    at: int = -1
    document: Document | None = None
    going: int = 0
    arrived: int = 0
    failure: str = ""
    has_opener: bool = False

    @property
    def url(self) -> str:
        """The address of what is shown."""
        return self.document.url if self.document else BLANK

    @property
    def settled(self) -> bool:
        """Whether its last journey is over and its page has loaded."""
        return self.arrived == self.going and (self.document is None or not self.document.alive or self.document.loaded)


def sender_of(url: str, machine: Machine, *, sandbox: str | None = None, policy: str = "") -> Sender:
    """Give a document as a sender of requests."""
    sandboxed = sandbox is not None and "allow-same-origin" not in sandbox.split()
    return Sender(url, "null" if sandboxed else origin_of(url), machine.user_agent, machine.locale, policy)


def given(document: Document, machine: Machine, **facts: Any) -> dict[str, Any]:
    """Give what a document's engine is told at its beginning."""
    width, height = machine.screen
    return {
        "url": document.url,
        "sandboxed": document.origin == "null",
        "frame": document.parent is not None,
        "locale": machine.locale,
        "user_agent": machine.user_agent,
        "width": width,
        "height": height,
        "screen_width": width,
        "screen_height": height,
        **facts,
    }
