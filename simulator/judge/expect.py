"""What was expected, what was seen: the only way for a check to say that a clause is broken.

Expected values stand on the left. Nothing here knows a gateway. Comparison is strict about what JSON tells apart:
`1` is not `true` and not `"1"`; how a number is written (1, 1.0, a database's decimal) does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

from simulator.judge.wording import in_words, said


class Deviation(Exception):
    """A clause is broken: `what` was looked at, what was `expected` there, what was `seen`."""

    def __init__(self, what: str, expected: Any, seen: Any) -> None:
        super().__init__(f"{what}: expected {in_words(expected)}, saw {in_words(seen)}")
        self.what = what
        self.expected = expected
        self.seen = seen


class _Words(str):
    """An expectation in words: shown as it stands, not as a quoted value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def deviates(what: str, expected: Any, seen: Any) -> None:
    """Say that a clause is broken; `expected` may be words."""
    raise Deviation(what, _Words(expected) if isinstance(expected, str) else expected, seen)


def missing(sentence: str) -> Deviation:
    """Give the deviation that what a clause promises never came, to be raised; `sentence` says what did not."""
    return Deviation("what the clause promises", _Words("that it comes"), _Words(sentence))


def equal(expected: Any, seen: Any, what: str) -> None:
    """`seen` is exactly `expected`, in any depth: booleans are no numbers, texts are no numbers."""
    if not same(expected, seen):
        raise Deviation(what, expected, seen)


def different(unwanted: Any, seen: Any, what: str) -> None:
    """`seen` is anything but `unwanted`."""
    if same(unwanted, seen):
        raise Deviation(what, _Words(f"anything but {in_words(unwanted)}"), seen)


def truthy(seen: Any, what: str, expected: str = "something") -> None:
    """`seen` is there and true in Python's sense; `expected` says in words what should have been."""
    if not seen:
        raise Deviation(what, _Words(expected), seen)


def absent(seen: Any, what: str) -> None:
    """Nothing is there: None, or an empty collection or text."""
    if seen is not None and (not hasattr(seen, "__len__") or len(seen) > 0):
        raise Deviation(what, _Words("nothing"), seen)


def contains(part: Any, whole: Container[Any] | str | None, what: str) -> None:
    """`part` is in `whole`: a substring, an element or a key."""
    if whole is None or part not in whole:
        raise Deviation(what, _Words(f"something that contains {said(part)}"), whole)


def lacks(part: Any, whole: Container[Any] | str | None, what: str) -> None:
    """`part` is not in `whole`; nothing at all lacks everything."""
    if whole is not None and part in whole:
        raise Deviation(what, _Words(f"something without {said(part)}"), whole)


def matches(pattern: str, seen: str | None, what: str) -> None:
    """The whole of `seen` matches the regular expression."""
    if not isinstance(seen, str) or re.fullmatch(pattern, seen, re.DOTALL) is None:
        raise Deviation(what, _Words(f"text that matches {pattern}"), seen)


def one_of(expected: Sequence[Any], seen: Any, what: str) -> None:
    """`seen` is one of several allowed values."""
    if not any(same(value, seen) for value in expected):
        raise Deviation(what, _Words("one of " + ", ".join(map(said, expected))), seen)


def between(least: float, most: float, seen: Any, what: str) -> None:
    """`seen` is a number with `least` <= seen <= `most`."""
    number = not isinstance(seen, bool) and hasattr(seen, "__float__")
    if not number or not least <= seen <= most:
        wanted = f"the number {least}" if least == most else f"a number from {least} to {most}"
        raise Deviation(what, _Words(wanted), seen)


def one(rows: Sequence[Any], what: str) -> Any:
    """There is exactly one row (or item); it is given back."""
    if len(rows) != 1:
        raise Deviation(what, _Words("exactly one"), _Words(f"{len(rows)}: {said(rows)}" if rows else "none"))
    return rows[0]


def same(expected: Any, seen: Any) -> bool:
    """Equal and of the same kind, in any depth: True is not 1, and key order does not matter."""
    if isinstance(expected, bool) or isinstance(seen, bool):
        return expected is seen
    if isinstance(expected, Mapping) and isinstance(seen, Mapping):
        return expected.keys() == seen.keys() and all(same(value, seen[key]) for key, value in expected.items())
    if isinstance(expected, list | tuple) and isinstance(seen, list | tuple):
        return len(expected) == len(seen) and all(map(same, expected, seen))
    return bool(expected == seen)
