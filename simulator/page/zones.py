"""A timezone as a page needs it: from when on which offset holds. A list, because the page cannot ask.

It decides nothing but how far around a moment the list goes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DAYS_AROUND: Final = 550
MINUTE_S: Final = 60


@lru_cache(maxsize=32)
def offsets(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """Give (from this millisecond on, minutes east of UTC), in order, for a year and a half around a year's middle."""
    day = datetime(year, 7, 1, tzinfo=UTC) - timedelta(days=DAYS_AROUND)
    found = [(_milliseconds(day), _minutes(zone, day))]
    for _ in range(2 * DAYS_AROUND):
        following = day + timedelta(days=1)
        if _minutes(zone, following) != found[-1][1]:
            found.append(_change(zone, day, found[-1][1]))
        day = following
    return tuple(found)


def _change(zone: str, day: datetime, before: int) -> tuple[int, int]:
    """Give the first minute of a day from which on another offset holds."""
    moments = (day + timedelta(minutes=minute) for minute in range(24 * 60 + 1))
    moment = next(one for one in moments if _minutes(zone, one) != before)
    return _milliseconds(moment), _minutes(zone, moment)


def _minutes(zone: str, moment: datetime) -> int:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return int(offset.total_seconds() // MINUTE_S)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
