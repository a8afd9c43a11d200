"""`JSON.parse` of any bytes and `JSON.stringify` of any value, as JavaScript does them.

Decides which bytes are JSON and which text a value becomes. It must not know what the value is used for.
Facts 3 (decoding, BOMs, depth) and facts 9 (numbers are doubles, lone surrogates).
"""

import json
import math
import re
from collections.abc import Iterable
from json.decoder import scanstring
from json.encoder import encode_basestring
from typing import Any, NoReturn

from reference.javascript import UNDEFINED, number_to_string

_BYTE_ORDER_MARK = "\ufeff"
_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SPACE = re.compile(r"[ \t\n\r]*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_INDEX_LIMIT = 2**32 - 1
_WORDS = {"true": True, "false": False, "null": None}


class NotJson(Exception):
    """The bytes are no JSON text."""


def _refuse_constant(name: str) -> NoReturn:
    raise NotJson(name)


# Every number is a double: also "12", also one of five thousand digits (which is Infinity).
_decoder = json.JSONDecoder(parse_int=float, parse_float=float, parse_constant=_refuse_constant)


def parse(body: bytes) -> Any:
    """`JSON.parse` of the body decoded as UTF-8 with replacement. Raises NotJson."""
    text = body.decode("utf-8", "replace")
    # One mark is the decoder's to drop, a second one was measured to be harmless too (facts 3).
    text = text.removeprefix(_BYTE_ORDER_MARK).removeprefix(_BYTE_ORDER_MARK).strip(" \t\n\r")
    try:
        return _decoder.decode(text)
    except RecursionError:
        return _parse_deep(text)
    except ValueError as error:
        raise NotJson(str(error)) from error


def _parse_deep(text: str) -> Any:
    """The same grammar without recursion, for texts nested deeper than Python's stack (facts 3: 200,000)."""
    top: list[Any] = []
    open_values: list[Any] = [top]
    at = 0
    try:
        while True:
            at = _parse_value_start(text, _skip_space(text, at), open_values)
            at = _close_values(text, at, open_values)
            if len(open_values) == 1:
                break
    except (ValueError, IndexError) as error:
        raise NotJson(str(error)) from error
    if at != len(text):
        raise NotJson("something follows the value")
    return top[0]


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _parse_value_start(text: str, at: int, open_values: list[Any]) -> int:
    """Read one scalar, or open one array or object and read on to its first scalar or its end."""
    while text[at] in "[{":
        value: Any = [] if text[at] == "[" else {}
        _place(open_values, value)
        open_values.append(value)
        at = _skip_space(text, at + 1)
        if text[at] in "]}":
            return at
        at = _parse_name(text, at, open_values)
    value, at = _parse_scalar(text, at)
    _place(open_values, value)
    return at


def _parse_name(text: str, at: int, open_values: list[Any]) -> int:
    """In an object: read `"name":` and leave the name on the stack for the value that follows."""
    if not isinstance(open_values[-1], dict):
        return at
    if text[at] != '"':
        raise NotJson("a name is expected")
    name, at = scanstring(text, at + 1, True)  # noqa: FBT003 - the C scanner takes no keyword
    at = _skip_space(text, at)
    if text[at] != ":":
        raise NotJson("a colon is expected")
    open_values.append(name)
    return _skip_space(text, at + 1)


def _parse_scalar(text: str, at: int) -> tuple[Any, int]:
    if text[at] == '"':
        return scanstring(text, at + 1, True)  # noqa: FBT003
    if number := _NUMBER.match(text, at):
        return float(number.group()), number.end()
    for word, value in _WORDS.items():
        if text.startswith(word, at):
            return value, at + len(word)
    raise NotJson("a value is expected")


def _place(open_values: list[Any], value: Any) -> None:
    if isinstance(open_values[-1], str):
        name = open_values.pop()
        open_values[-1][name] = value
    else:
        open_values[-1].append(value)


def _close_values(text: str, at: int, open_values: list[Any]) -> int:
    """After a value: close what ends here, and step over the comma before the next one."""
    while len(open_values) > 1:
        at = _skip_space(text, at)
        closing = "]" if isinstance(open_values[-1], list) else "}"
        if text[at] == closing:
            open_values.pop()
            at += 1
        elif text[at] == "," and open_values[-1]:
            return _parse_name(text, _skip_space(text, at + 1), open_values)
        else:
            raise NotJson(f"{closing} or a comma is expected")
    return _skip_space(text, at)


def stringify(value: Any) -> str:
    """`JSON.stringify`: undefined members are left out, NaN and infinities are null, lone surrogates are escaped."""
    try:
        text = _stringify(value)
    except RecursionError:
        text = _stringify_deep(value)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half.group()):04x}", text)


def _members(value: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """The members in JavaScript's order: those named like an array index first, ascending."""
    indices = [name for name in value if name[:1].isdigit() and _INDEX.fullmatch(name) and int(name) < _INDEX_LIMIT]
    if not indices:
        return value.items()
    others = value.keys() - indices
    return [(name, value[name]) for name in (*sorted(indices, key=int), *(name for name in value if name in others))]


def _stringify(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_to_string(value) if math.isfinite(value) else "null"
    if isinstance(value, dict):
        members = (f"{encode_basestring(k)}:{_stringify(v)}" for k, v in _members(value) if v is not UNDEFINED)
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_stringify, value)) + "]"
    return "null"


class _Piece(str):
    """A part of the text that is written already."""

    __slots__ = ()


def _stringify_deep(value: Any) -> str:
    """The same without recursion, for values nested deeper than Python's stack."""
    written: list[str] = []
    waiting: list[Any] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict | list):
            waiting.extend(reversed(_opened(item)))
        else:
            written.append(item if isinstance(item, _Piece) else _stringify(item))
    return "".join(written)


def _opened(value: dict[str, Any] | list[Any]) -> list[Any]:
    """An object or an array as pieces of text and the values between them."""
    if isinstance(value, list):
        parts = [part for item in value for part in (_Piece(","), item)]
        return [_Piece("["), *parts[1:], _Piece("]")]
    members = ((name, item) for name, item in _members(value) if item is not UNDEFINED)
    parts = [part for name, item in members for part in (_Piece(","), _Piece(f"{encode_basestring(name)}:"), item)]
    return [_Piece("{"), *parts[1:], _Piece("}")]
