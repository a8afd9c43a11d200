"""Every stored row lies in the partition its month names; a missing partition stores exactly what the clause says.

Months are drawn at their edges, with both partitions, with only one of the two, and with none. Facts 2 and 5.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.partitions import creation, month_edges
from tests.fixtures.gateway import Ground, MakeGround
from tests.properties.hard_cases import HardCases
from tests.properties.month_spellings import OUT_OF_RANGE, SPELLINGS, UNREADABLE, spelled

# Far from any month a migration makes; 2096 is a leap year.
WHOLE = (date(2095, 12, 1), date(2096, 1, 1), date(2096, 2, 1), date(2096, 4, 1))
SESSIONS_ONLY = (date(2096, 6, 1),)
EVENTS_ONLY = (date(2096, 7, 1),)
NEITHER = (date(2095, 11, 1), date(2096, 3, 1), date(2096, 5, 1), date(2096, 8, 1))
LEAP_DAY = date(2096, 2, 29)
RUBBISH_SIDS = (None, "", "rubbish", "00000000-0000-1000-8000-000000000000", 5, [])


@pytest.fixture(scope="module")
def routed(make_ground: MakeGround) -> Iterator[Ground]:
    """Ground with partitions of both tables, of one and of none."""
    wanted = [("sessions", month) for month in WHOLE + SESSIONS_ONLY]
    wanted += [("events", month) for month in WHOLE + EVENTS_ONLY]
    statements = [creation(table, *month_edges(month)).as_string() for table, month in wanted]
    with make_ground(statements) as made:
        yield made


def edges(month: date) -> list[date]:
    """First, second and last day; the 29th of a leap February is a last one."""
    first, after = month_edges(month)
    return [first, first + timedelta(days=1), after - timedelta(days=1)]


def days() -> st.SearchStrategy[date]:
    """Mostly edges, of months of every kind."""
    kinds = (WHOLE, WHOLE, WHOLE, SESSIONS_ONLY, EVENTS_ONLY, NEITHER)
    one_of_kind = st.sampled_from(kinds).flatmap(st.sampled_from)
    on_edge = one_of_kind.flatmap(lambda month: st.sampled_from(edges(month)))
    return st.one_of(on_edge, on_edge, st.just(LEAP_DAY), st.dates(date(2095, 10, 1), date(2096, 9, 1)))


@dataclass(frozen=True)
class Sent:
    """One beacon: whose session (None: rubbish in its place), which day in which spelling ("none": no month), what."""

    sid: int | None
    day: date
    spelling: str
    action: str
    rubbish: int = 0


def sent() -> st.SearchStrategy[Sent]:
    return st.builds(
        lambda sid, where, action, rubbish: Sent(sid, *where, action, rubbish),
        sid=st.sampled_from((0, 0, 1, None)),
        where=spelled(days()) | st.tuples(days(), st.just("none")),
        action=st.sampled_from(("view", "view", "phone_call", "heartbeat", "session_end")),
        rubbish=st.integers(0, len(RUBBISH_SIDS) - 1),
    )


@dataclass
class Stored:
    """What should be there: days by session (rubbish ids are their number), and how many events and calls of each."""

    sessions: set[tuple[Any, date]] = field(default_factory=set)
    events: list[tuple[Any, date]] = field(default_factory=list)
    calls: int = 0


def expect(stored: Stored, key: object, each: Sent, day: date) -> int:
    """Write down what one beacon leaves, and give the status it is answered."""
    month = day.replace(day=1)
    known = (key, day) in stored.sessions
    if not known and month not in WHOLE + SESSIONS_ONLY:
        return 500
    stored.sessions.add((key, day))
    if month not in WHOLE:
        return 500
    stored.events.append((key, day))
    stored.calls += each.action == "phone_call"
    return 200


def test_every_row_lies_where_its_month_says(routed: Ground) -> None:
    """Any month in any spelling, with and without partitions, one sid in several months."""
    hard = HardCases()

    @given(beacons=st.lists(sent(), min_size=2, max_size=6))
    def property_holds(beacons: list[Sent]) -> None:
        site, sids = routed.new_site(), [routed.new_uuid(), routed.new_uuid().upper()]
        stored = Stored()
        for number, each in enumerate(beacons):
            body, day = _beacon(routed, site, sids, each)
            answer = routed.post(body)
            key = sids[each.sid].lower() if each.sid is not None else number
            assert expect(stored, key, each, day) == answer.status
            assert (answer.status == 500) == (answer.body.get("message") == "Database write failed")
            _count(each, day, hard)
        hard.met("one sid in two months", _months_of_one_sid(stored))
        _compare(routed, site, stored)

    property_holds()
    hard.require(
        {
            "month edge": 60,
            "leap day": 5,
            "turn of the year": 4,
            "no partition": 10,
            "partition of sessions only": 6,
            "partition of events only": 3,
            "the gateway's own month": 30,
            "rubbish sid": 15,
            "one sid in two months": 5,
        }
    )


def _beacon(ground: Ground, site: str, sids: list[str], each: Sent) -> tuple[dict[str, Any], date]:
    body: dict[str, Any] = {"s": site, "u": "https://www.example.com/", "ec": "interaction", "ea": each.action}
    body["sid"] = sids[each.sid] if each.sid is not None else RUBBISH_SIDS[each.rubbish]
    if each.spelling == "none":
        # The last moment of the day: a clock in another zone would be in the next month.
        moment = datetime(each.day.year, each.day.month, each.day.day, 23, 59, 59, tzinfo=UTC)
        ground.clock.at_ms = int(moment.timestamp()) * 1000 + 999
        return body, each.day.replace(day=1)
    return body | {"sm": SPELLINGS[each.spelling](each.day)}, each.day


def _count(each: Sent, day: date, hard: HardCases) -> None:
    month = day.replace(day=1)
    cases = {
        "month edge": day in edges(month),
        "leap day": day == LEAP_DAY,
        "turn of the year": day in (date(2095, 12, 31), date(2096, 1, 1)),
        "no partition": month in NEITHER,
        "partition of sessions only": month in SESSIONS_ONLY,
        "partition of events only": month in EVENTS_ONLY,
        "the gateway's own month": each.spelling == "none",
        "rubbish sid": each.sid is None,
    }
    for name, is_met in cases.items():
        hard.met(name, is_met)


def _months_of_one_sid(stored: Stored) -> int:
    months = {(key, day.replace(day=1)) for key, day in stored.sessions}
    return len(months) - len({key for key, _ in months})


def _compare(ground: Ground, site: str, expected: Stored) -> None:
    sessions = ground.fetch(
        "SELECT sessions.id::text, created_month AS day, sessions.tableoid::regclass::text AS partition "
        "FROM sessions JOIN sites ON sites.id = site_id WHERE public_id = %s",
        site,
    )
    events = ground.fetch(
        "SELECT session_id::text AS id, session_month AS day, events.tableoid::regclass::text AS partition "
        "FROM events WHERE session_id = ANY(%s::uuid[])",
        [row["id"] for row in sessions],
    )
    calls = ground.fetch("SELECT 1 FROM calls JOIN sites ON sites.id = site_id WHERE public_id = %s", site)
    assert all(row["partition"] == f"sessions_{row['day']:%Y_%m}" for row in sessions)
    assert all(row["partition"] == f"events_{row['day']:%Y_%m}" for row in events)
    given = {key for key, _ in expected.sessions if isinstance(key, str)}
    assert _named(expected.sessions, given) == _named(((row["id"], row["day"]) for row in sessions), given)
    assert _named(expected.events, given) == _named(((row["id"], row["day"]) for row in events), given)
    assert expected.calls == len(calls)


def _named(pairs: Iterable[tuple[object, date]], given: set[str]) -> list[tuple[str, date]]:
    """Sorted; sessions that got a random id are told apart by their days only."""
    return sorted((key if key in given else "random", day) for key, day in pairs)


@given(
    day=st.sampled_from(UNREADABLE + OUT_OF_RANGE),
    known_sid=st.booleans(),
    action=st.sampled_from(("view", "phone_call", "heartbeat")),
)
def test_no_day_of_ours_stores_nothing(routed: Ground, day: Any, *, known_sid: bool, action: str) -> None:
    """Unreadable: the look-up fails and says why, if there is one; out of range: the write fails. Nothing stays."""
    site = routed.new_site()
    sid = routed.new_uuid() if known_sid else "rubbish"
    answer = routed.post({"s": site, "u": "https://www.example.com/", "sid": sid, "sm": day, "ea": action})
    assert answer.status == 500
    if known_sid and day in UNREADABLE:
        assert answer.body["message"] == "Session lookup failed"
        assert answer.body["details"]
    else:
        assert answer.body == {"ok": False, "score": None, "message": "Database write failed"}
    _compare(routed, site, Stored())
