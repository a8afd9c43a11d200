"""The ways in which a client may write a month, and the day each of them means to PostgreSQL.

Data and strategies only (facts 5). It must not know which partitions there are.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

# Every value is a day as a wire value; the day is the same in each.
SPELLINGS: dict[str, Callable[[date], Any]] = {
    "ISO": date.isoformat,
    "number": lambda day: int(f"{day:%Y%m%d}"),
    "digits": lambda day: f"{day:%Y%m%d}",
    "slashes": lambda day: f"{day:%Y/%m/%d}",
    "timestamp": lambda day: f"{day}T23:59:59.999Z",
    "timestamp far east": lambda day: f"{day} 00:00:00+14:00",
    "spaces": lambda day: f"  {day} ",
    "array": lambda day: [day.isoformat()],
    "words": lambda day: f"{day:%B} {day.day}, {day.year}",
}

# What PostgreSQL cannot read as a date; what it can read, and no partition holds.
UNREADABLE = ("no date", "2096-02-30", "2095-13-01", {"month": 1}, True, "2096-02")
OUT_OF_RANGE = ("infinity", "-infinity", "0044-03-15 BC", "epoch", "1999-01-01")


def spelled(days: st.SearchStrategy[date]) -> st.SearchStrategy[tuple[date, str]]:
    """A day and the name of a spelling."""
    return st.tuples(days, st.sampled_from(sorted(SPELLINGS)))
