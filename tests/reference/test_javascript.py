"""Value rules by example; the differential property judges the rest."""

import math
from typing import Any

import pytest

from reference import javascript
from reference.javascript import UNDEFINED, JavaScriptError


@pytest.mark.parametrize("value", [UNDEFINED, None, False, 0.0, -0.0, math.nan, ""])
def test_falsy(value: Any) -> None:
    assert not javascript.truthy(value)


@pytest.mark.parametrize("value", [[], {}, " ", "0", "false", True, 1.0, math.inf, [None]])
def test_truthy(value: Any) -> None:
    assert javascript.truthy(value)


def test_either_gives_the_last_when_none_is_truthy() -> None:
    assert javascript.either("", 0.0, None) is None
    assert javascript.either(None, "b", "c") == "b"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("undefined", UNDEFINED),
        ("null", None),
        ("true", True),
        ("", []),
        ("", [[None]]),
        ("1,,a", [1.0, None, "a"]),
        ("[object Object]", {}),
        ("[object Object]", {"valueOf": 1.0}),
        ("12", 12.0),
        ("-0.5", -0.5),
        ("0", -0.0),
        ("1e+21", 1e21),
        ("100000000000000000000", 1e20),
        ("0.000001", 1e-6),
        ("1e-7", 1e-7),
        ("1.5e-7", 1.5e-7),
        ("12345678901234567000", 12345678901234567890.0),
        ("NaN", math.nan),
        ("-Infinity", -math.inf),
    ],
)
def test_to_string(text: str, value: Any) -> None:
    assert text == javascript.to_string(value)


@pytest.mark.parametrize("value", [{"toString": 1.0}, [{"toString": None}]])
def test_an_unusable_to_string_throws(value: Any) -> None:
    with pytest.raises(JavaScriptError, match="primitive"):
        javascript.to_string(value)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (90, "90"),
        (90, " 90 "),
        (90, [90.0]),
        (90, "0x5a"),
        (7, "\ufeff\u00a07\n"),
        (16, "0x10"),
        (5, "0b101"),
        (0, "\n"),
        (0, []),
        (0, None),
        (1, True),
        (math.inf, "1e400"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.inf, "0x" + "f" * 300),
        (0.5, ".5"),
        (5, "5."),
    ],
)
def test_to_number(number: float, value: Any) -> None:
    assert number == javascript.to_number(value)


@pytest.mark.parametrize(
    "value", ["90%", [50.0, 60.0], "1_000", "nan", "inf", "-0x1", "1e", "\u0661", "\x1c5", {}, UNDEFINED, "1 2"]
)
def test_no_number(value: Any) -> None:
    assert math.isnan(javascript.to_number(value))


def test_trim_is_not_strip() -> None:
    assert javascript.trim("\ufeff\u00a0\x1c a\u2029") == "\x1c a"


def test_cut_halves_a_pair() -> None:
    assert javascript.cut("a😀", 2) == "a\ud83d"
    assert javascript.cut("a😀", 3) == "a😀"
    assert javascript.cut("😀" * 100, 128) == "😀" * 64


def test_spread() -> None:
    assert {"0": "a", "1": "\ud83d", "2": "\ude00"} == javascript.spread("a😀")
    assert {"0": None} == javascript.spread([None])
    assert {"a": 1.0} == javascript.spread({"a": 1.0})
    assert {} == javascript.spread(5.0) == javascript.spread(None) == javascript.spread(UNDEFINED)


def test_includes_of_texts_and_arrays_only() -> None:
    assert javascript.includes("from google", "google")
    assert javascript.includes(["google"], "google")
    assert not javascript.includes(["from google"], "google")
    with pytest.raises(JavaScriptError, match="includes is not a function"):
        javascript.includes(5.0, "google")


def test_lower_of_texts_only() -> None:
    assert javascript.lower("GooGLE") == "google"
    with pytest.raises(JavaScriptError, match="toLowerCase is not a function"):
        javascript.lower(["google"])


def test_strictly_equal() -> None:
    assert javascript.strictly_equal("a", "a")
    yes: Any = True
    assert not javascript.strictly_equal(1.0, yes)
    assert not javascript.strictly_equal([], [])
    shared: dict[str, Any] = {}
    assert not javascript.strictly_equal(shared, shared)


def test_base_36() -> None:
    assert ["0", "z", "10", "zz"] == [javascript.base_36(number) for number in (0, 35, 36, 1295)]


@pytest.mark.parametrize(("number", "text"), [(0, ""), (97, "a"), (3105, "ab"), (2_147_483_648, "polygenelubricants")])
def test_hash(number: int, text: str) -> None:
    """The last is the well-known text whose 32-bit hash is the smallest integer, which `abs` makes positive."""
    assert number == javascript.hash_31(text)
