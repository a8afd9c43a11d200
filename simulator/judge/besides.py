"""Records of what a page did besides its events, and what none of them asked it for: they belong to `visit.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Hindered:
    """The page called `preventDefault` (or stopped an event, or set its `returnValue`): `what` of an `event`.

    `tracker`: the script of that name called it; a browser that tells no stack says false.
    """

    number: int
    at_ms: int
    tab: str
    page: int
    what: str
    event: str
    tracker: bool = False


@dataclass(frozen=True, kw_only=True)
class Named:
    """The names that a page's scripts left behind so far: globals, handlers, functions put in the place of others."""

    number: int
    at_ms: int
    tab: str
    page: int
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Requested:
    """The browser began a request for a page, other than a document or an event: `way` is its kind as it says it."""

    number: int
    at_ms: int
    tab: str
    way: str
    method: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A page did not give its thread back: it answered nothing for `seconds`, while another of its browser did."""

    number: int
    at_ms: int
    tab: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Restless:
    """A page offered one body, or anything at all, so often that no end is to be expected."""

    number: int
    at_ms: int
    tab: str
    times: int
