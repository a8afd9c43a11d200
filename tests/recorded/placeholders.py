"""The variable parts of a recording: `{{ip:a}}`, `{{M}}` and their like are put in, the others are recognised.

Decides what each name stands for. It must not know requests, answers or rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"\{\{([^{}]+)\}\}")
_NAME_IN_BYTES = re.compile(rb"\{\{([A-Za-z0-9:+-]+)\}\}")
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# What the real gateway or the database made: told by its form.
_FORMS = {
    "gen": ".+",
    "any": ".*",
    "ms": "[0-9]{13}",
    "epoch_ms": "[0-9]{13}",
    "rand4": "[0-9a-z]{4}",
    "1..60": "[1-9]|[1-5][0-9]|60",
    "uuid4": "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "uuid": _UUID,
    "now": ".+",
    "past": ".+",
    "future": ".+",
}
# Two clocks of one machine, and a database that was busy.
TOLERANCE = timedelta(seconds=2)


@dataclass
class Placeholders:
    """Those of one play of one case: it begins at `began`, by the database's clock, in `month`."""

    began: datetime
    ended: datetime
    addresses: dict[str, str] = field(default_factory=dict)
    made_uuids: dict[str, str] = field(default_factory=dict)

    @property
    def month(self) -> date:
        """The first day of the database's month."""
        return self.began.astimezone(UTC).date().replace(day=1)

    def expand(self, text: str) -> str:
        """Put in what is known before anything is sent; every other name stays as it is."""
        return _NAME.sub(lambda found: self._value(found[1]) or found[0], text)

    def expand_bytes(self, data: bytes) -> bytes:
        """Do the same in a body, which may be no text."""
        return _NAME_IN_BYTES.sub(lambda found: (self._value(found[1].decode()) or "").encode() or found[0], data)

    def accepts(self, expected: str, seen: Any) -> bool:
        """Whether a value seen has the form of an expected text that has names in it."""
        text = self.expand(expected)
        names = _NAME.findall(text)
        if not names:
            return text == seen
        found = re.fullmatch("".join(_patterns(text)), str(seen), re.DOTALL)
        return found is not None and all(map(self._holds, names, found.groups()))

    def _value(self, name: str) -> str | None:
        if name.startswith("ip:"):
            return self._address(name[3:])
        return self._date(name)

    def _address(self, name: str) -> str:
        name, _, form = name.partition(":")
        address = self.addresses.setdefault(name, f"41.7.{len(self.addresses) + 1}.77")
        return address.removesuffix("77") + "0" if form == "anon" else address

    def _date(self, name: str) -> str | None:
        month = self.month
        match name.split(":"):
            case ["M"]:
                return month.isoformat()
            case ["M", "ym"]:
                return month.isoformat()[:7]
            case ["M", "compact"]:
                return f"{month:%Y%m%d}"
            case ["M", "slash"]:
                return f"{month:%Y/%m/%d}"
            case ["M", day]:
                return month.replace(day=int(day)).isoformat()
            case ["M-1"]:
                return (month - timedelta(days=1)).replace(day=1).isoformat()
            case ["M+1"]:
                return (month + timedelta(days=31)).replace(day=1).isoformat()
            case ["today"]:
                return self.ended.astimezone(UTC).date().isoformat()
        return None

    def _holds(self, name: str, seen: str) -> bool:
        """What the form alone does not say: the same name is the same uuid, and a time lies where it should."""
        if name.startswith("uuid"):
            others = {value for known, value in self.made_uuids.items() if known != name}
            return seen not in others and self.made_uuids.setdefault(name, seen) == seen
        if name not in ("now", "past", "future"):
            return True
        at = datetime.fromisoformat(seen)
        if at < self.began - TOLERANCE:
            return name == "past"
        return name == ("now" if at <= self.ended + TOLERANCE else "future")


def _patterns(text: str) -> Iterator[str]:
    """A regular expression with one group for each name."""
    for index, part in enumerate(_NAME.split(text)):
        yield f"({_FORMS[part.partition(':')[0]]})" if index % 2 else re.escape(part)
