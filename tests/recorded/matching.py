"""Where an observation differs from what was recorded, member by member.

Decides what equality is: placeholders by their form, texts of an engine by being there, everything else to the letter.
It must not know where the observation comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.recorded.placeholders import Placeholders

ABSENT = "<absent>"


def differences(expected: dict[str, Any], seen: dict[str, Any], names: Placeholders) -> dict[str, tuple[Any, Any]]:
    """Every member that differs: what was recorded and what came."""
    found = dict(_steps(expected["steps"], seen["steps"], names))
    return found | dict(_unlike("rows", expected["rows"], seen["rows"], names))


def _steps(expected: list[Any], seen: list[Any], names: Placeholders) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if len(expected) != len(seen):
        raise AssertionError(f"expected {len(expected)} requests of a case; {len(seen)} were played")
    for number, (one, other) in enumerate(zip(expected, seen, strict=True), 1):
        for member, value in one.items():
            values = value, other.get(member, ABSENT)
            if member.endswith("response"):
                values = _without_engine_texts(*values)
            yield from _unlike(f"step {number}.{member}", *values, names)


def _without_engine_texts(expected: dict[str, Any], seen: dict[str, Any]) -> tuple[Any, Any]:
    """A text that JavaScript or PostgreSQL worded: that it is one, and not empty, is all that counts."""
    worded = expected.get("engine_specific", ())
    expected = {name: value for name, value in expected.items() if name != "engine_specific"}
    if not worded or not isinstance(seen.get("body"), dict):
        return expected, seen
    return tuple({**side, "body": side["body"] | _told(side["body"], worded)} for side in (expected, seen))


def _told(body: dict[str, Any], worded: list[str]) -> dict[str, str]:
    return {name: "a text" for name in worded if isinstance(body.get(name), str) and body[name]}


def _unlike(member: str, expected: Any, seen: Any, names: Placeholders) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if isinstance(expected, dict) and isinstance(seen, dict):
        for name in dict.fromkeys((*expected, *seen)):
            values = expected.get(name, ABSENT), seen.get(name, ABSENT)
            yield from _unlike(f"{member}.{names.expand(name)}", *values, names)
    elif isinstance(expected, list) and isinstance(seen, list) and len(expected) == len(seen):
        for index, values in enumerate(zip(expected, seen, strict=True)):
            yield from _unlike(f"{member}[{index}]", *values, names)
    elif not _alike(expected, seen, names):
        yield member, (expected, seen)


def _alike(expected: Any, seen: Any, names: Placeholders) -> bool:
    if isinstance(expected, str) and "{{" in expected:
        return seen not in (None, ABSENT) and names.accepts(expected, seen)
    # True is no 1 to a client, but 1 is 1.0.
    return isinstance(expected, bool) == isinstance(seen, bool) and expected == seen
