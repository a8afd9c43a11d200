"""The comparison bites: a changed, missing or added member is found, and a placeholder accepts only its form."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.recorded.matching import ABSENT, differences
from tests.recorded.placeholders import Placeholders

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
SID, OTHER = "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3f2504e0-4f89-41d3-9a0c-0305e82c3302"
MOMENT = "2026-11-15T12:00:01+00:00"


def names() -> Placeholders:
    return Placeholders(began=NOW, ended=NOW + timedelta(seconds=1))


def told(**body: Any) -> dict[str, Any]:
    """An observation of one answer and one event."""
    answer = {"status": 500, "headers": {"vary": "Origin"}, "body": {"ok": False, "message": "m"} | body}
    event = {"id": "{{gen}}", "session_id": "{{uuid4:1}}", "created_at": "{{now}}", "metadata": {"n": 1}}
    rows = {"sessions": [{"id": "{{uuid4:1}}"}], "events": [event], "calls": []}
    return {"steps": [{"response": answer, "rows_after": [1, 1, 0]}], "rows": rows}


def seen() -> dict[str, Any]:
    observation = copy.deepcopy(told())
    observation["rows"]["sessions"][0]["id"] = SID
    observation["rows"]["events"][0] |= {"id": OTHER, "session_id": SID, "created_at": MOMENT}
    return observation


def test_what_was_recorded_is_accepted() -> None:
    assert differences(told(), seen(), names()) == {}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("steps.0.response.status", 200),
        ("steps.0.response.headers.vary", ABSENT),
        ("steps.0.response.headers.x-more", "1"),
        ("steps.0.response.body.ok", 0),
        ("steps.0.response.body.message", "n"),
        ("steps.0.rows_after", [1, 2, 0]),
        ("rows.events", []),
        ("rows.calls", [{"id": OTHER}]),
        ("rows.events.0.session_id", OTHER),
        ("rows.events.0.created_at", "2026-11-15T12:00:09+00:00"),
        ("rows.events.0.created_at", None),
        ("rows.events.0.id", None),
        ("rows.events.0.metadata", {"n": 1, "m": None}),
        ("rows.events.0.metadata.n", True),
        ("rows.sessions.0.id", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    ],
)
def test_any_other_value_is_found(member: str, value: Any) -> None:
    observation = seen()
    *path, last = member.split(".")
    place: Any = observation
    for name in path:
        place = place[int(name)] if isinstance(place, list) else place[name]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    assert differences(told(), observation, names()) != {}


def test_an_engines_words_need_only_be_there() -> None:
    expected = told()
    expected["steps"][0]["response"]["engine_specific"] = ["message"]
    observation = seen()
    observation["steps"][0]["response"]["body"]["message"] = "other words"
    assert differences(expected, observation, names()) == {}
    observation["steps"][0]["response"]["body"]["message"] = ""
    assert differences(expected, observation, names()) != {}


@pytest.mark.parametrize(
    ("expected", "value", "accepted"),
    [
        ("{{ip:a}}", "41.7.1.77", True),
        ("{{ip:a}}", "41.7.1.78", False),
        ("{{ip:a:anon}}", "41.7.1.0", True),
        ("{{M}}", "2026-11-01", True),
        ("{{M:20}}", "2026-11-20", True),
        ("{{M:compact}}", "20261101", True),
        ("{{M-1}} {{M+1}}", "2026-10-01 2026-12-01", True),
        ("{{today}}", "2026-11-15", True),
        ("{{ms}}-{{rand4}}-phone-abc123", "1700000000000-x1y2-phone-abc123", True),
        ("{{ms}}-{{rand4}}-phone-abc123", "1700000000000-x1y2-phone-abc124", False),
        ("{{1..60}}", 60, True),
        ("{{1..60}}", 61, False),
        ("{{past}}", "2026-11-15T11:00:00+00:00", True),
        ("{{future}}", "2026-11-15T11:00:00+00:00", False),
        ("{{future}}", "2026-11-15T13:00:00+00:00", True),
        ("{{uuid4:1}}", SID.upper(), False),
    ],
)
def test_a_placeholder_accepts_its_form(expected: str, value: Any, *, accepted: bool) -> None:
    assert accepted == names().accepts(expected, value)


def test_two_names_are_two_uuids() -> None:
    made = names()
    assert made.accepts("{{uuid4:1}}", SID)
    assert made.accepts("{{uuid4:1}}", SID)
    assert not made.accepts("{{uuid4:2}}", SID)
    assert made.accepts("{{uuid4:2}}", OTHER)
