"""What was seen of one visit: the records of its history, and the questions checkers ask of them.

A record is one fact with one witness: the page (what it offered, wrote, said, threw), the browser (what became of a
request), the wire (what arrived and how it was answered), the database (what is stored). It decides how these facts
are named. It judges nothing and knows no scenario; who fills it is the business of `browser_tests` and of
`simulator.page`. `number` counts records in the order in which they were written down, from 1.

Each is one JSON line: `kind` is the class's name in lower case with underscores, the rest its fields.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from simulator.judge.besides import Blocked, Hindered, Named, Requested, Restless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENDPOINT = "/api/sync"
# What an offer gave that no page was heard to make: how it was called is not known.
UNHEARD = "unheard"


@dataclass(frozen=True, kw_only=True)
class Acted:
    """An act of the scenario was begun. `what` are its words; `failed` says why it could not be done, or is empty."""

    number: int
    at_ms: int
    what: str
    tab: str = ""
    failed: str = ""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A document has begun: `page` counts them over all tabs, from 1. `frame`: it is not the tab's main document.

    `restored`: it had been left, and came back as it was from the back-forward cache.
    """

    number: int
    at_ms: int
    tab: str
    page: int
    url: str
    frame: bool = False
    restored: bool = False


@dataclass(frozen=True, kw_only=True)
class Left:
    """A document is gone: `navigated`, `closed` or `crashed`."""

    number: int
    at_ms: int
    tab: str
    page: int
    how: str


@dataclass(frozen=True, kw_only=True)
class Offered:
    """The page called `navigator.sendBeacon` or `fetch`, with a body.

    `way`: `beacon` or `fetch`. `body`: its text. `content_type`: the Blob's type, or the fetch's header. `options`:
    what else a fetch was given (method, mode, credentials, keepalive). `result`: what the call gave: `true`, `false`,
    `undefined`, `threw NAME`; `pending` for a fetch; `unheard`: the browser alone spoke of it. `evaluating`: a script
    element was being run (`document.currentScript`); `ready_state`: `document.readyState`.
    """

    number: int
    at_ms: int
    tab: str
    page: int
    way: str
    url: str
    body: str
    content_type: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    result: str = ""
    evaluating: bool = False
    ready_state: str = ""


@dataclass(frozen=True, kw_only=True)
class FetchEnded:
    """The page heard the end of the fetch it offered under this number: a status, or an error's name."""

    number: int
    at_ms: int
    tab: str
    page: int
    offer: int
    status: int | None = None
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """The browser's word on one request to the endpoint, written once it is known.

    `begun` counts the requests of all tabs in the order in which they were begun.
    `way`: `beacon` or `fetch`. `status`: of the answer, or None; `failure`: the network's reason
    (`net::ERR_INTERNET_DISCONNECTED`), or empty. Neither: nobody ever heard.
    """

    number: int
    at_ms: int
    tab: str
    page: int
    begun: int
    way: str
    url: str
    status: int | None = None
    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """One request that came to the wire: the proxy's record of it, written once it is over.

    `arrival` counts them in order of arrival. `status`, `answer`: what the client was sent (None: nothing).
    `upstream_status`: what the gateway itself answered.
    `fault`: the name of the rule that struck, or empty. `client_got`: the whole answer was handed to the client.
    `connection` counts connections.
    """

    number: int
    at_ms: int
    arrival: int
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str
    connection: int
    status: int | None = None
    answer: str = ""
    upstream_status: int | None = None
    fault: str = ""
    ended: str = ""
    client_got: bool = False

    def header(self, name: str) -> str | None:
        """Give the first value of a header, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """The page called `setItem` or `removeItem` (`value` None), with success, or with `error`, the exception's name.

    `area`: `local` or `session`; of what else a page can keep: `cookie`, `indexedDB`, `caches`.
    """

    number: int
    at_ms: int
    tab: str
    page: int
    area: str
    key: str
    value: str | None
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """All of a tab's storage at a look; an area that refuses to be read is None."""

    number: int
    at_ms: int
    mark: str
    tab: str
    local: Mapping[str, str] | None
    session: Mapping[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A console line: its level (`log`, `warn`, …) and its arguments as values."""

    number: int
    at_ms: int
    tab: str
    page: int
    level: str
    arguments: tuple[Any, ...]

    @property
    def text(self) -> str:
        """The arguments that are texts, joined as a console does."""
        return " ".join(one for one in self.arguments if isinstance(one, str))


@dataclass(frozen=True, kw_only=True)
class Threw:
    """An exception nobody caught, or (`rejection`) a promise whose rejection nobody handled."""

    number: int
    at_ms: int
    tab: str
    page: int
    name: str
    message: str
    rejection: bool = False


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What an expression of the scenario gave, under its name; or what it threw."""

    number: int
    at_ms: int
    tab: str
    name: str
    value: Any = None
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """Something was waited for; `seen` says whether it came."""

    number: int
    at_ms: int
    words: str
    seen: bool


@dataclass(frozen=True, kw_only=True)
class Read:
    """The rows of this visit's site at the end, in the order in which they were made, each with its `partition`.

    `months`: the months for which the database has a partition. Values as the judge reads rows: uuids, dates and
    addresses are text, jsonb is what it says.
    """

    number: int
    at_ms: int
    sessions: tuple[Mapping[str, Any], ...]
    events: tuple[Mapping[str, Any], ...]
    calls: tuple[Mapping[str, Any], ...]
    months: tuple[str, ...]


Record = (
    Acted
    | Loaded
    | Left
    | Offered
    | FetchEnded
    | Carried
    | Arrived
    | Wrote
    | Hindered
    | Named
    | Requested
    | Blocked
    | Restless
    | Held
    | Said
    | Threw
    | Ran
    | Awaited
    | Read
)
Kind = TypeVar("Kind", bound=Record)


class Visit:
    """The records of one visit, in order."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.records: list[Record] = list(records)

    def all(self, kind: type[Kind]) -> list[Kind]:
        """Give the records of one kind."""
        return [record for record in self.records if isinstance(record, kind)]

    @property
    def offers(self) -> list[Offered]:
        """What the pages offered, drained items and fallbacks included."""
        return self.all(Offered)

    @property
    def arrivals(self) -> list[Arrived]:
        """The POSTs that came to the endpoint, in order of arrival."""
        came = [one for one in self.all(Arrived) if one.method == "POST" and one.path.partition("?")[0] == ENDPOINT]
        return sorted(came, key=lambda one: one.arrival)

    @property
    def carried(self) -> list[Carried]:
        """The browser's words, in the order in which the requests were begun."""
        return sorted(self.all(Carried), key=lambda one: one.begun)

    @property
    def console(self) -> list[Said]:
        """What was said on the console."""
        return self.all(Said)

    @property
    def read(self) -> Read | None:
        """The rows, where they could be read."""
        return next(iter(reversed(self.all(Read))), None)

    def gone(self) -> set[int]:
        """Give the pages that were left and did not come back."""
        last = {one.page: one for one in self.records if isinstance(one, Loaded | Left)}
        return {page for page, record in last.items() if isinstance(record, Left)}

    def held(self, mark: str = "end", tab: str = "main") -> Held | None:
        """Give a tab's storage at a look."""
        return next((one for one in self.all(Held) if (one.mark, one.tab) == (mark, tab)), None)

    def ran(self, name: str) -> Ran | None:
        """Give what an expression came to."""
        return next((one for one in self.all(Ran) if one.name == name), None)

    def failures(self) -> list[Acted]:
        """Give the acts that could not be done."""
        return [one for one in self.all(Acted) if one.failed]


def body_of(record: Offered | Arrived) -> dict[str, Any]:
    """Give the body as an object; an empty one if it is no JSON object."""
    try:
        value = json.loads(record.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def kind_of(record: Record) -> str:
    """Give the record's kind as a line of history names it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(record).__name__).lower()


def to_line(record: Record) -> str:
    """Give a record as one JSON line."""
    return json.dumps({"kind": kind_of(record), **asdict(record)}, default=str)


def from_line(line: str) -> Record:
    """Read a record back. ValueError for a kind that is none."""
    values = json.loads(line)
    kind = values.pop("kind", None)
    for one in get_args(Record):
        if kind_of(one.__new__(one)) == kind:
            known = {spot.name for spot in fields(one)}
            return one(**{name: _tupled(value, name) for name, value in values.items() if name in known})
    raise ValueError(f"expected a record of a visit; came kind {kind!r}")


_TUPLES = {"headers", "arguments", "names", "sessions", "events", "calls", "months"}


def _tupled(value: Any, name: str) -> Any:
    if name not in _TUPLES:
        return value
    return tuple(tuple(one) if name == "headers" else one for one in value)
