"""JavaScript's value rules as reference/ has them, against a JavaScript engine.

Differential: the same generated value or text goes to both. Facts 3, 4, 9, 11.
"""

import json
import math
import struct
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reference import javascript
from reference.javascript import JavaScriptError
from reference.json_text import NotJson, parse, stringify
from tests.fixtures.hypothesis_profiles import times
from tests.properties.hard_cases import HardCases
from tests.properties.javascript_engine import Engine, Thrown

WHITE_SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# Python strips these, or calls them digits or spaces; JavaScript does not.
NOT_WHITE_SPACE = "\u180e\u200b\u0085\x1c\x1f\u2060\u0661\uff11"
SURROGATES = "\ud83d\ude00\ud800\udfff"
# fmt: off
NUMERALS = (
    "90", "0x5a", "0X5A", "0b101", "0o17", "0O8", "1e400", "-1e400", "1e-400", "Infinity", "infinity", "INF", "NaN",
    "nan", "1_000", "0x", "0b2", ".5", "5.", ".", "1e", "1e+", "1E5", "0x1p4", "017", "08", "1n",
    "12345678901234567890", "0x20000000000001", "0x20000000000003", "1e1000", "1,5", "90%", "0x-1", "-0", "00",
    "0.0e0",
)
PIECES = (
    '"', "\\", ",", ":", "[", "]", "{", "}", "[]", "{}", "null", "true", "false", "NaN", "Infinity", "-Infinity",
    "01", "-0", "1.", ".5", "+1", "1e5", "1E+05", "-1e400", "/**/", "//", "'", "\\u12", "\\ud83d", "\\ude00",
    "\\x41", "undefined", "tru", "\u00a0", "\ufeff", "\t", "\u0000", "\u001f", "\u007f", "\u2028",
)
# fmt: on
NAMES = ("a", "b", "", "toString", "valueOf", "__proto__", "length", "1", "0", "10", "-1", "01", "4294967295")
ENGINE = Engine()


def texts() -> st.SearchStrategy[str]:
    """Texts with exotic white space and halves of pairs."""
    odd = st.sampled_from(WHITE_SPACE + NOT_WHITE_SPACE + SURROGATES + '"\\/\x00\x1f\x7f😀ßİΣ')
    return st.text(odd | st.characters(max_codepoint=0x2FF), max_size=12)


def numbers() -> st.SearchStrategy[float]:
    """Any finite double: by its bits, near powers of ten, whole, and as clients send them."""
    by_bits = st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0])
    near_powers = st.builds(
        lambda digit, power: float(f"{digit}e{power}"), st.integers(1, 10**17), st.integers(-30, 30)
    )
    whole = st.integers(-(2**70), 2**70).map(float)
    edges = st.sampled_from((0.0, -0.0, 1e21, 1e20, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308, 2.0**53, 0.1))
    every = st.one_of(by_bits.filter(math.isfinite), near_powers, whole, edges, st.floats(-100, 100))
    return every.filter(_engine_writes_it_shortest)


def _engine_writes_it_shortest(number: float) -> bool:
    """ECMAScript asks for the fewest digits; this engine gives one too many for a few (2**-24), V8 does not."""
    return _digits(ENGINE.rule("value => value")(number)) <= _digits(repr(number))


def _digits(number: str) -> int:
    return len(number.partition("e")[0].replace(".", "").strip("-0"))


def numerals() -> st.SearchStrategy[str]:
    """Texts that are numbers to JavaScript, or nearly."""
    signs = st.sampled_from(("", "+", "-", "--", "+-"))
    cores = st.sampled_from(NUMERALS) | numbers().map(repr)
    around = st.text(st.sampled_from(WHITE_SPACE + NOT_WHITE_SPACE), max_size=2)
    return st.builds("{}{}{}{}".format, around, signs, cores, around)


def members() -> st.SearchStrategy[str]:
    """Names of members, those that matter to conversions among them."""
    return st.sampled_from(NAMES) | texts()


def values() -> st.SearchStrategy[Any]:
    """Any JSON value."""
    scalars = st.none() | st.booleans() | numbers() | numerals() | texts()
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(members(), inner, max_size=4),
        max_leaves=8,
    )


def outcome(function: Any, *arguments: Any) -> Any:
    """What it gives, or that it throws."""
    try:
        return function(*arguments)
    except (JavaScriptError, Thrown):
        return "thrown"


def as_ours(value: Any) -> Any:
    """The value as reference/ holds it: through its own parser, whose truth another property judges."""
    return parse(json.dumps(value).encode())


@pytest.mark.parametrize(
    ("arrow", "ours"),
    [
        ("value => !!value", lambda value: str(javascript.truthy(value)).lower()),
        ("value => String(value)", javascript.to_string),
        ("value => Number(value)", lambda value: javascript.number_to_string(javascript.to_number(value))),
        ("value => Object.is(Number(value), -0)", lambda value: str(_is_minus_zero(value)).lower()),
        ("value => String(value).trim()", lambda value: javascript.trim(javascript.to_string(value))),
        ("value => String(value).slice(0, 3)", lambda value: javascript.cut(javascript.to_string(value), 3)),
        ("value => value || 'other'", lambda value: javascript.to_string(javascript.either(value, "other"))),
        ("value => value?.a", lambda value: javascript.to_string(javascript.member(value, "a"))),
        ("value => value.includes('a')", lambda value: _shown(javascript.includes(value, "a"))),
        ("value => value === value?.[0]", lambda value: _shown(javascript.strictly_equal(value, _first(value)))),
        # What `{...value}` is defined as; this engine's own spread forgets the elements of strings.
        (
            "value => JSON.stringify(Object.fromEntries(Object.entries(Object(value ?? {}))))",
            lambda value: stringify(javascript.spread(value)),
        ),
        ("value => JSON.stringify(value)", stringify),
    ],
)
def test_values(arrow: str, ours: Any) -> None:
    """Truthiness, String, Number, trim, slice, ||, members, includes, ===, spread, JSON.stringify of any JSON value."""
    rule = ENGINE.rule(arrow)

    @times(2)
    @given(value=values())
    def property_holds(value: Any) -> None:
        assert outcome(rule, value) == outcome(ours, as_ours(value))

    property_holds()


def _is_minus_zero(value: Any) -> bool:
    number = javascript.to_number(value)
    return number == 0 and math.copysign(1, number) < 0


def _shown(value: bool) -> str:  # noqa: FBT001 - a value under test
    return str(value).lower()


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list | str) and value else javascript.UNDEFINED


def test_numbers() -> None:
    """`String(number)` of any double, `Number(text)` of any numeral."""
    hard = HardCases()
    to_string, to_number = ENGINE.rule("value => String(value)"), ENGINE.rule("value => Number(value)")

    @times(10)
    @given(number=numbers(), numeral=numerals())
    def property_holds(number: float, numeral: str) -> None:
        written = javascript.number_to_string(number)
        assert to_string(number) == written
        read = javascript.number_to_string(javascript.to_number(numeral))
        assert to_number(numeral) == read
        hard.met("exponent notation", "e" in written)
        hard.met("a numeral that is none", read == "NaN")
        hard.met("white space around", numeral != numeral.strip(WHITE_SPACE) and read != "NaN")

    property_holds()
    hard.require({"exponent notation": 60, "a numeral that is none": 60, "white space around": 20})


@times(5)
@given(text=texts(), units=st.integers(0, 9))
def test_cut_and_trim(text: str, units: int) -> None:
    """`slice` counts UTF-16 units and may halve a pair; `trim` takes NBSP and BOM and leaves control characters."""
    assert ENGINE.rule(f"text => text.slice(0, {units})")(text) == _joined(javascript.cut(text, units))
    assert ENGINE.rule("text => text.trim()")(text) == _joined(javascript.trim(text))


@times(5)
@given(text=texts())
def test_hash(text: str) -> None:
    """The hash h = h * 31 + unit in 32 bits, absolute, in base 36 (facts 11)."""
    arrow = """text => {
      let hash = 0;
      for (let at = 0; at < text.length; at++) hash = ((hash << 5) - hash + text.charCodeAt(at)) | 0;
      return Math.abs(hash).toString(36);
    }"""
    assert ENGINE.rule(arrow)(text) == javascript.base_36(javascript.hash_31(text))


def _joined(text: str) -> str:
    """Two halves that stand side by side are a pair, also to Python."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def json_texts() -> st.SearchStrategy[str]:
    """JSON texts with one or two accidents, or with none."""
    whole = values().map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode())
    duplicate = st.builds('{{"a":{},"b":1,"a":{}}}'.format, whole, whole)
    pieces = st.sampled_from(PIECES)

    def broken(text: str, accidents: list[tuple[int, int, str]]) -> str:
        for at, removed, put in accidents:
            place = at % (len(text) + 1)
            text = text[:place] + put + text[place + removed :]
        return text

    accident = st.tuples(st.integers(0, 200), st.integers(0, 1), pieces | st.just(""))
    accidental = st.builds(broken, whole | duplicate, st.lists(accident, max_size=2))
    # A piece in a value's place: NaN and its like would be accepted there if anywhere.
    return accidental | accidental | st.builds("[{},{}]".format, whole, pieces)


def test_json_texts() -> None:
    """`JSON.parse`: the same texts are accepted, and the same values come out."""
    hard = HardCases()
    rule = ENGINE.rule("text => JSON.stringify(JSON.parse(text))")

    @times(5)
    @given(text=json_texts())
    @example(text='{"a":1,"b":2,"a":3}')
    @example(text='{"__proto__":{"a":1}}')
    @example(text='"\\ud83d\\ude00 \\ude00\\ud83d"')
    @example(text="[1e400,-1e400,-0,12345678901234567890]")
    def property_holds(text: str) -> None:
        text = text.lstrip("\ufeff")  # marks at the start are the decoder's, and tested with it
        theirs, ours = outcome(rule, text), _parsed(text)
        hard.met("refused" if ours == "thrown" else "accepted")
        assert theirs == ours

    property_holds()
    hard.require({"refused": 60, "accepted": 60})


def _parsed(text: str) -> Any:
    try:
        return stringify(parse(text.encode()))
    except NotJson:
        return "thrown"


@given(value=values(), depth=st.integers(1, 40))
def test_deep_texts(value: Any, depth: int) -> None:
    """The parser that needs no stack reads what the one that does reads."""
    deep = 1200
    text = '[{"a":' * depth + json.dumps(value) + ' , "b" : [ ] } , null ]' * depth
    flat, wrapped = parse(text.encode()), parse(f"{'[' * deep}{text}{']' * deep}".encode())
    for _ in range(deep):
        (wrapped,) = wrapped
    assert stringify(flat) == stringify(wrapped)
