"""How values are said in findings: nobody has to know Python to read one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_interface
from typing import Any
from uuid import UUID

import pytest

from simulator.judge.expect import Deviation, between, contains, one, one_of
from simulator.judge.wording import in_words, said


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        ("it's", '"it\'s"'),
        ("two words ", "'two words '"),
        (3, "3"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 11, 1), "2026-11-01"),
        (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), "2026-11-01 09:30:00+00:00"),
        (timedelta(seconds=90), "90 s"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (ip_interface("1.2.3.0/24"), "1.2.3.0/24"),
        (b"\xff", "the bytes '\\xff'"),
        ((), "[]"),
        (("a", None), "['a', null]"),
        ({"b", "a"}, "{'a', 'b'}"),
        ({"at": date(2026, 11, 1), "of": [None, False]}, "{'at': 2026-11-01, 'of': [null, false]}"),
    ],
)
def test_a_value_is_said_without_a_word_of_pythons(value: Any, words: str) -> None:
    assert in_words(value) == words


def test_nothing_is_null_where_it_stands_for_a_value() -> None:
    assert said(None) == "null"


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (lambda: one_of([None, date(2026, 1, 2)], [True], "x"), "x: expected one of null, 2026-01-02, saw [true]"),
        (lambda: contains(None, [Decimal(1)], "x"), "x: expected something that contains null, saw [1]"),
        (lambda: one([{"a": None}, {}], "x"), "x: expected exactly one, saw 2: [{'a': null}, {}]"),
        (lambda: one([], "x"), "x: expected exactly one, saw none"),
        (lambda: between(5, 5, 6, "x"), "x: expected the number 5, saw 6"),
    ],
)
def test_expectations_are_said_likewise(look: Any, words: str) -> None:
    with pytest.raises(Deviation) as found:
        look()
    assert str(found.value) == words
