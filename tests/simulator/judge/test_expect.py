"""Expectations: what each lets pass, and what it says when it does not."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from simulator.judge import expect
from simulator.judge.expect import Deviation

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("holds", "arguments"),
    [
        (expect.equal, (1, 1)),
        (expect.equal, (12, Decimal("12.0"))),
        (expect.equal, ({"a": [1, None]}, {"a": [1, None]})),
        (expect.different, (1, True)),
        (expect.truthy, ([0],)),
        (expect.absent, (None,)),
        (expect.absent, ([],)),
        (expect.contains, ("a", "cat")),
        (expect.lacks, ("x", None)),
        (expect.matches, (r"\d+", "123")),
        (expect.one_of, ([1, "a"], "a")),
        (expect.between, (1, 3, 3)),
        (expect.one, ([5],)),
    ],
)
def test_what_passes(holds: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    holds(*arguments, "it")


@pytest.mark.parametrize(
    ("breaks", "arguments"),
    [
        (expect.equal, (1, True)),
        (expect.equal, (False, 0)),
        (expect.equal, ("1", 1)),
        (expect.equal, ({"a": {"b": 1}}, {"a": {"b": True}})),
        (expect.equal, ([1, 2], [1])),
        (expect.equal, ({"a": None}, {})),
        (expect.different, (1, 1)),
        (expect.truthy, ("",)),
        (expect.absent, (0,)),
        (expect.absent, ("x",)),
        (expect.contains, ("a", None)),
        (expect.contains, ("a", "dog")),
        (expect.lacks, ("a", "cat")),
        (expect.matches, (r"\d+", "123\n")),
        (expect.matches, (r"\d+", None)),
        (expect.one_of, ([1], True)),
        (expect.between, (1, 3, 4)),
        (expect.between, (0, 1, True)),
        (expect.between, (0, 1, "1")),
        (expect.one, ([],)),
        (expect.one, ([1, 2],)),
    ],
)
def test_what_deviates(breaks: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    with pytest.raises(Deviation) as deviation:
        breaks(*arguments, "it")
    assert deviation.value.what == "it"
    assert str(deviation.value).startswith("it: expected ")


def test_words_are_no_quoted_value() -> None:
    with pytest.raises(Deviation) as deviation:
        expect.deviates("body", "JSON", "<html>")
    assert str(deviation.value) == "body: expected JSON, saw '<html>'"
