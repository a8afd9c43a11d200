"""The store in memory finds by index what a scan of its rows finds, after any statements in any order.

Sessions, events and calls of few ids, months, stamps and targets; refused ones; a database clock that goes on, stands
still and is set back. The scans are `reference/postgres_store.py`'s SQL, word for word, over all rows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reference.protocols import AdTrace, StoreError
from simulator.memory_store import MemoryStore, finish
from tests.fixtures.hypothesis_profiles import times
from tests.properties.hard_cases import HardCases

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEGAN_US = 1_772_323_200_000_000  # 2026-03-01
STEPS_MS = (1, 10_000, 10_001, -1, -10_000, 40 * 24 * 3_600_000, -40 * 24 * 3_600_000)
AGO_MS = (0, 10_000, 10_001, 10**10)
PARTITIONS = ("2026-01-01", "2026-02-01", "2026-03-01")
DAYS = (*PARTITIONS, "2026-02-17", "2031-01-01")
WINDOW = ("site_id", "matched_session_id", "intent_action", "intent_target")
REFUSALS = {"23514": "months without a partition", "23503": "events without a session", "23505": "duplicates"}
IDS = tuple(f"0b5e4a71-0000-4000-8000-00000000000{number}" for number in range(2))


def uuids() -> st.SearchStrategy[str]:
    """Give the first one mostly, so that rows meet."""
    return st.sampled_from((IDS[0], IDS[0], IDS[0], IDS[1]))


def days() -> st.SearchStrategy[str]:
    return st.sampled_from(DAYS)


def metadata() -> st.SearchStrategy[Any]:
    """Give objects with a trace, a JSON null for one, and none; and what is no object but speaks of one."""
    values = st.sampled_from((None, "", "a", "b", 7.0, False))
    objects = st.fixed_dictionaries({"gclid": values}, optional={"fp": values})
    return objects | st.sampled_from(({}, {"fp": "a"}, ["gclid"], "gclid", None))


SESSION = st.fixed_dictionaries({"id": uuids(), "created_month": days()})
EVENT = st.fixed_dictionaries({"session_id": uuids(), "session_month": days(), "metadata": metadata()})
CALL = st.fixed_dictionaries(
    {
        "site_id": uuids(),
        "matched_session_id": uuids(),
        "intent_action": st.sampled_from(("phone", "phone", "phone", "whatsapp")),
        "intent_target": st.sampled_from(("tel:+1", "tel:+1", "tel:+1", "wa:+1", None)),
        "intent_stamp": st.sampled_from(tuple(map(str, range(100)))),
        "source": st.sampled_from(("click", "click", "click", "click", "api", None)),
        "status": st.sampled_from(("intent", "intent", "intent", None, "confirmed")),
    }
)
STATEMENTS = st.one_of(
    st.tuples(st.just("insert_session"), SESSION),
    *(st.tuples(st.just("insert_event"), EVENT) for _ in range(3)),
    *(st.tuples(st.sampled_from(("insert_call", "upsert_call")), CALL) for _ in range(3)),
    st.tuples(st.just("clock"), st.sampled_from(STEPS_MS)),
    st.tuples(st.just("find_ad_traces"), st.tuples(st.lists(days(), max_size=7), st.integers(0, 4) | st.just(50))),
    st.tuples(st.just("find_recent_calls"), st.tuples(CALL, st.sampled_from(AGO_MS))),
)


class Scanned:
    """The store under test, its clock, and the scans that its answers are compared with."""

    def __init__(self, hard: HardCases) -> None:
        self.hard = hard
        self.now_us = BEGAN_US
        self.store = MemoryStore(sites={}, months=PARTITIONS, now_us=lambda: self.now_us, random=Random(1))
        for day in DAYS[:-1]:
            finish(self.store.insert_session({"id": IDS[0], "created_month": day}))

    def make(self, statement: str, argument: Any) -> None:
        """Make one statement, and compare what it finds; a refusal is counted."""
        if statement == "clock":
            self.now_us += argument * 1000
        elif statement == "find_ad_traces":
            self.compare_traces(*argument)
        elif statement == "find_recent_calls":
            like, ago_ms = argument
            self.compare_calls(like, EPOCH + timedelta(microseconds=self.now_us - ago_ms * 1000))
        else:
            try:
                finish(getattr(self.store, statement)(argument))
            except StoreError as refused:
                self.hard.met(REFUSALS[str(refused.code)])

    def compare_all(self) -> None:
        """Ask for every trace, and for every call from the moment it was made and from 10 s before."""
        for limit in (0, 3, 50):
            self.compare_traces(list(DAYS), limit)
        for row in self.store.read()["calls"]:
            for ago_ms in (0, 10_000):
                self.compare_calls(row, row["created_at"] - timedelta(milliseconds=ago_ms))

    def compare_traces(self, months: list[str], limit: int) -> None:
        """`session_month = ANY(months)` and a key `gclid`, newest first, of one moment the one made last."""
        asked = [row for row in self.store.read()["events"] if row["session_month"] in months and traced(row)]
        newest_first = sorted(asked, key=lambda row: row["created_at"])[::-1]
        wanted = [AdTrace(row["metadata"]["gclid"], row["metadata"].get("fp")) for row in newest_first]
        assert wanted[:limit] == finish(self.store.find_ad_traces(months, limit))
        self.hard.met("traces of several months", len({row["session_month"] for row in asked}) > 1)
        self.hard.met("traces past the limit", 0 < limit < len(asked))
        self.hard.met("traces of one moment", len({row["created_at"] for row in asked}) < len(asked))
        self.hard.met("traces made while the clock was set back", newest_first != asked[::-1])

    def compare_calls(self, like: dict[str, Any], since: datetime) -> None:
        """Equal columns, of which a null equals nothing; a click; an intent or a null; at or after the moment."""
        calls = self.store.read()["calls"]
        alike = [row for row in calls if all(row[name] == like[name] is not None for name in WINDOW)]
        clicks = [row for row in alike if row["source"] == "click" and row["status"] in ("intent", None)]
        recent = sorted((row for row in clicks if row["created_at"] >= since), key=lambda row: row["created_at"])
        assert [row["id"] for row in recent[:2]] == finish(self.store.find_recent_calls(like, since.isoformat()))
        self.hard.met("calls before the window", len(recent) < len(clicks))
        self.hard.met("calls at the window's edge", since in (row["created_at"] for row in clicks))
        self.hard.met("more than two calls in the window", len(recent) > 2)
        self.hard.met("calls of one key that are no intents by click", len(clicks) < len(alike))


def traced(row: dict[str, Any]) -> bool:
    return isinstance(row["metadata"], dict) and "gclid" in row["metadata"]


def test_the_indexes_find_what_a_scan_finds() -> None:
    """Past clicks and the 10 s window: the same answers in the same order, also of rows of one moment."""
    hard = HardCases()

    @times(3)
    @given(statements=st.lists(STATEMENTS, min_size=20, max_size=60))
    def property_holds(statements: list[tuple[str, Any]]) -> None:
        scanned = Scanned(hard)
        for statement, argument in statements:
            scanned.make(statement, argument)
        scanned.compare_traces(list(DAYS), 50)

    property_holds()
    hard.require(
        {
            **dict.fromkeys(REFUSALS.values(), 100),
            "traces of one moment": 50,
            "traces of several months": 50,
            "traces made while the clock was set back": 20,
            "traces past the limit": 15,
            "calls before the window": 5,
            "calls at the window's edge": 10,
            "more than two calls in the window": 1,
            "calls of one key that are no intents by click": 15,
        }
    )
