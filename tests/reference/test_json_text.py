"""`JSON.parse` of bytes and `JSON.stringify`, by the examples of facts 3 and 9."""

import math
from typing import Any

import pytest

from reference.javascript import UNDEFINED
from reference.json_text import NotJson, parse, stringify

MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"a": 1.0}, b'{"a":1}'),
        ({"a": 2.0}, b'{"a":1,"a":2}'),
        ({"__proto__": 1.0}, b'{"__proto__":1}'),
        (None, b" null\r\n\t"),
        ("\ufffd", b'"\xff"'),
        ("\ufffd\ufffd\ufffd", b'"\xed\xa0\x80"'),
        ("\ud83d", b'"\\ud83d"'),
        ("😀", b'"\\ud83d\\ude00"'),
        (math.inf, b"1e400"),
        (math.inf, b"1" * 5000),
        (12345678901234567000.0, b"12345678901234567890"),
        ([], MARK + b"[]"),
        ([], MARK + MARK + b"[]"),
    ],
)
def test_accepted(value: Any, body: bytes) -> None:
    assert value == parse(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"{",
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"{} // comment",
        b"/**/{}",
        b"{'a':1}",
        b"{a:1}",
        b"[1,]",
        b'{"a":1,}',
        b"01",
        b"+1",
        b".5",
        b"5.",
        b'"\n"',
        b'"\x00"',
        b"\xc2\xa0{}",
        b"\xff{}",
        b"{}{}",
        b'"\\x41"',
        b'"\\u12"',
        b"True",
        MARK * 3 + b"{}",
    ],
)
def test_refused(body: bytes) -> None:
    with pytest.raises(NotJson):
        parse(body)


@pytest.mark.parametrize("pair", [b"[]", b'{"a":}'])
def test_depth_of_200_000(pair: bytes) -> None:
    opening, closing = (pair[:1], pair[-1:]) if pair == b"[]" else (b'{"a":', b"}")
    value = parse(opening * 200_000 + b"1" + closing * 200_000)
    for _ in range(200_000):
        value = value[0] if isinstance(value, list) else value["a"]
    assert value == 1


@pytest.mark.parametrize(
    "broken",
    ["]", "", "1]]", "{]", '{"a"]', '{"a":1 "b":2}]', "1,]", ",1]", "tru]", '"]', "{1:2}]", "1}", "[[1]", "[1]x]"],
)
def test_deep_and_broken(broken: str) -> None:
    """The parser without a stack refuses what the other one refuses."""
    depth = 2_000
    with pytest.raises(NotJson):
        parse(("[" * depth + broken + "]" * (depth - 1) + ("" if broken != "]" else "]")).encode())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", math.nan),
        ("null", math.inf),
        ("0", -0.0),
        ("1e+21", 1e21),
        ('{"a":null}', {"a": None, "b": UNDEFINED}),
        ("[null]", [UNDEFINED]),
        ('"\\ud83d"', "\ud83d"),
        ('"😀"', "😀"),
        ('"\\u0000\\n\\"\u2028"', '\x00\n"\u2028'),
        ('{"1":2,"b":1}', {"b": 1.0, "1": 2.0}),
    ],
)
def test_stringify(text: str, value: Any) -> None:
    assert text == stringify(value)


@pytest.mark.parametrize("text", ['{"a":[1,"b",{"c":null},[],{}]}', '{"1":true,"b":"\\ud83d"}', "[]", '"a"'])
def test_deep_values_are_written_alike(text: str) -> None:
    """The writer without a stack writes what the other one writes, at any depth."""
    depth = 50_000
    deep = "[" * depth + '{"x":' + text + "}" + "]" * depth
    assert deep == stringify(parse(deep.encode()))
