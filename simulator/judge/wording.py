"""Values as people read them in findings: as JSON has them, and a day or a moment as a calendar writes it.

It decides how a value is said, and never whether it is right. No word of Python's own stands in a finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface
from typing import Any
from uuid import UUID

_AS_TEXT = (IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, UUID, Decimal)


NAMED_MAX = 5


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Say how many of something: `1 clause`, `2 clauses`."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def listed(names: Sequence[str], most: int = NAMED_MAX) -> str:
    """Name the first few, and say how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def in_words(value: Any) -> str:
    """Say a value that was expected or seen: where there is none, *nothing*."""
    return "nothing" if value is None else said(value)


def said(value: Any) -> str:
    """Say a value in any depth: null, true and false as JSON has them; texts in quotes, so that blanks are seen."""
    if isinstance(value, str | bytes | bytearray):
        return repr(value) if isinstance(value, str) else f"the bytes {repr(bytes(value))[1:]}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{said(key)}: {said(one)}" for key, one in value.items()) + "}"
    if isinstance(value, AbstractSet):
        return "{" + ", ".join(sorted(map(said, value))) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(said, value)) + "]"
    return _single(value)


def _single(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds():g} s"
    return str(value) if isinstance(value, _AS_TEXT) else repr(value)
