"""What Postgres makes of a JavaScript value in a column, as far as this is certain without asking one.

It decides a closed grammar: what it covers is coerced as `json_populate_record` coerces it, everything else is refused
with `CannotPredict`. It knows no table and no statement; nothing here guesses.
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from reference.javascript import UNDEFINED, number_to_string
from reference.json_text import stringify

if TYPE_CHECKING:
    from collections.abc import Iterable

INDEXED_BYTES_MAX: Final = 2_000  # an index row of 2,704 bytes is refused, and how well a text packs is not ours to say
DEEP_AT_MOST: Final = 200  # a server refuses some thousands, as its `max_stack_depth` and its build have it
_INTEGER_BELOW = 2**31
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_IPV4_PART = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_IPV4_PART}(?:\.{_IPV4_PART}){{3}}", re.ASCII)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class CannotPredict(BaseException):
    """Only a Postgres knows what comes of this value. No gateway catches it: it ends the run that asked."""


def _refuse(kind: str, value: Any) -> NoReturn:
    raise CannotPredict(f"expected a value whose {kind} is certain without asking Postgres; came {_shown(value)}")


def _shown(value: Any) -> str:
    """A value of any depth and length, for people."""
    return f"{stringify(value)[:200]}"


def text(value: Any) -> str | None:
    """Give a text column's value: strings as they are, everything else as the JSON it came as."""
    if value is None or value is UNDEFINED:
        return None
    if not isinstance(value, str):
        value = _written(value)
    return _refuse("text", value) if _UNSTORABLE.search(value) else value


def indexed_text(value: Any) -> str | None:
    """Give the value of a text column that stands in an index."""
    stored = text(value)
    return _refuse("place in an index", value) if stored and len(stored.encode()) > INDEXED_BYTES_MAX else stored


def uuid(value: Any) -> str | None:
    """Give a uuid column's value: lower case."""
    if value is None or value is UNDEFINED:
        return None
    return value.lower() if isinstance(value, str) and _UUID.fullmatch(value) else _refuse("uuid", value)


def day(value: Any) -> str | None:
    """Give a date column's value: a day of the calendar as `YYYY-MM-DD`."""
    if value is None or value is UNDEFINED:
        return None
    if not (isinstance(value, str) and _DATE.fullmatch(value)):
        _refuse("date", value)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        _refuse("date", value)


def integer(value: Any) -> int | None:
    """Give an integer column's value: whole numbers, and texts of at most nine digits."""
    if value is None or value is UNDEFINED:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < _INTEGER_BELOW:
        return int(value)
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else _refuse("integer", value)


def numeric(value: Any) -> Decimal | None:
    """Give a numeric column's value: the digits JavaScript prints."""
    if value is None or value is UNDEFINED:
        return None
    if isinstance(value, bool) or not isinstance(value, float):
        _refuse("numeric", value)
    digits = number_to_string(value)
    return _refuse("numeric", value) if "e" in digits else Decimal(digits)


def address(value: Any) -> str | None:
    """Give an inet column's value: one IPv4 address."""
    if value is None or value is UNDEFINED:
        return None
    return value if isinstance(value, str) and _IPV4.fullmatch(value) else _refuse("inet", value)


def jsonb(value: Any) -> Any:
    """Give a jsonb column's value, as one reads it back."""
    written = _written(value)
    if _has_unstorable(value):
        _refuse("jsonb", value)
    return json.loads(written)


def _written(value: Any) -> str:
    """Write a value as JSON, unless it is nested so deep that it may be too much for a server's stack."""
    level, deep = [value], 0
    while level := [one for outer in level for one in _members(outer)]:
        deep += 1
        if deep > DEEP_AT_MOST:
            raise CannotPredict(f"expected a value nested {DEEP_AT_MOST} times at most; came one nested deeper")
    return stringify(value)


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _has_unstorable(value: Any) -> bool:
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is not None
    if isinstance(value, dict):
        return any(_has_unstorable(one) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(map(_has_unstorable, value))
