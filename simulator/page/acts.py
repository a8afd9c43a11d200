"""What a visitor, a network and a clock do to a page, as values: the words scenarios are written in.

It decides the words and what each means; who plays them (a real browser, the engine with the small DOM) must do the
same. It knows neither of the two, no tracker and no clause. Times are milliseconds of the page's own clock, which
stands still but for what acts do to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from simulator.judge.visit import Visit
    from simulator.proxy.faults import Rule

MAIN = "main"
BLANK_PATH = "/blank"


@dataclass(frozen=True)
class Scene:
    """The place a scenario is played in: the site's public id, the origin of its pages, and its calendar.

    `now_ms`: the page's clock when the first act begins. `month` and `next_month` are first days (`2026-11-01`), of
    the month in which the database has a partition and of the one after it; `month_end_ms` is the first millisecond
    of the latter. `elsewhere` is an origin of another host that is served by the same hands.
    """

    site: str
    origin: str
    elsewhere: str
    now_ms: int
    month: str
    next_month: str
    month_end_ms: int


Text = str | Callable[[Scene], str]
Moment = Callable[[Scene], int]


def told(text: Text, scene: Scene) -> str:
    """Give a text that may depend on the scene."""
    return text if isinstance(text, str) else text(scene)


@dataclass(frozen=True)
class Go:
    """Load an address (a path of the scene's origin, or a whole URL) in a tab, which is opened if it is not there."""

    address: Text = "/"
    tab: str = MAIN


@dataclass(frozen=True)
class Reload:
    """Load the tab's page again."""

    tab: str = MAIN


@dataclass(frozen=True)
class Back:
    """Go one step back in the tab's history."""

    tab: str = MAIN


@dataclass(frozen=True)
class Leave:
    """Go to `about:blank`: the page is left, with `beforeunload`. `stays`: the page asks, and the visitor stays."""

    tab: str = MAIN
    stays: bool = False


@dataclass(frozen=True)
class Close:
    """Close the tab; `beforeunload` fires only where it is asked for."""

    tab: str = MAIN
    before_unload: bool = False


@dataclass(frozen=True)
class Crash:
    """The tab's renderer dies; nothing of the page runs any more."""

    tab: str = MAIN


@dataclass(frozen=True)
class Click:
    """A real click into the middle of the first element that matches. `opens` names the tab it opens, if it does."""

    selector: str
    tab: str = MAIN
    button: Literal["left", "middle"] = "left"
    with_control: bool = False
    opens: str = ""


@dataclass(frozen=True)
class Scroll:
    """Scroll the window to an offset in CSS pixels, or to where a percentage of the page has been seen."""

    y: float | None = None
    percent: float | None = None
    tab: str = MAIN


@dataclass(frozen=True)
class Run:
    """Evaluate an expression in the page. Its value (as JSON), or what it throws, is kept under a name."""

    script: Text
    keep: str = ""
    tab: str = MAIN
    opens: str = ""


@dataclass(frozen=True)
class Seed:
    """Write a storage key before the page that matters is loaded (from the blank page of the same origin)."""

    area: Literal["local", "session"]
    key: str
    value: Text
    tab: str = MAIN


@dataclass(frozen=True)
class Elapse:
    """Let page time pass, in all tabs; every timer that is due fires, each at its own time."""

    milliseconds: int


@dataclass(frozen=True)
class SetClock:
    """Set the pages' `Date` to a moment, as a user sets a clock: no timer fires for it."""

    moment: Moment


BeaconMode = Literal["real", "false", "undefined", "absent", "throws", "alternating"]


@dataclass(frozen=True)
class Beacons:
    """How `navigator.sendBeacon` behaves from now on, in open pages and in those loaded later.

    `alternating` sends and says true at the first, third, … call and says false without sending at the others.
    `throws` throws at call number `from_call` and later; before that it is real. `calls` limits a mode to that many
    calls, after which it is real again.
    """

    mode: BeaconMode
    from_call: int = 1
    calls: int | None = None


@dataclass(frozen=True)
class Wire:
    """Rules of the fault proxy in force from now on, for everything that goes to `/api/sync`."""

    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Cut:
    """Every connection is reset, and every new one, until `Heal`."""


@dataclass(frozen=True)
class Heal:
    """Connections are carried again."""


@dataclass(frozen=True)
class Down:
    """Nobody listens: who connects is refused by the kernel, until `Up`. Open connections are reset."""


@dataclass(frozen=True)
class Up:
    """Somebody listens again."""


@dataclass(frozen=True)
class Offline:
    """The browser itself is told that it is offline (or online again): `navigator.onLine` and its events."""

    offline: bool = True


@dataclass(frozen=True)
class Await:
    """Wait until something is true of what was seen so far. In vain is not an error: it is written down."""

    words: str
    until: Callable[[Visit], Any]
    within_s: float = 5.0


@dataclass(frozen=True)
class NewVisitor:
    """Somebody else comes, with clean storage: on a machine like the first one, but for what is given (as in Settings).

    All tabs are closed, without `beforeunload`. The account takes an origin's queue for one: leave none behind.
    """

    timezone: str | None = None
    locale: str | None = None
    user_agent: str | None = None
    screen: tuple[int, int] | None = None


@dataclass(frozen=True)
class Look:
    """Write down the storage of every tab, under a mark. At the end of a scenario this is done under `end`."""

    mark: str


@dataclass(frozen=True)
class AtOnce:
    """Do these without waiting in between for what each of them sets off.

    `together`: they are begun side by side, in tabs of their own; which comes first is chance.
    """

    acts: tuple[Act, ...]
    together: bool = False


Act = (
    Go
    | Reload
    | Back
    | Leave
    | Close
    | Crash
    | Click
    | Scroll
    | Run
    | Seed
    | Elapse
    | SetClock
    | Beacons
    | Wire
    | Cut
    | Heal
    | Down
    | Up
    | Offline
    | Await
    | NewVisitor
    | Look
    | AtOnce
)
