"""JavaScript's value rules: truthiness, `String`, `Number`, property access, UTF-16 lengths.

Decides what a JSON value means where the real gateway lets JavaScript decide. It must not know beacons, HTTP or SQL.

A JavaScript value is held as: `None` (null), `UNDEFINED`, `bool`, `float` (every number is a double), `str`, `list`,
`dict`. There is no other type, and no `int`.
"""

import math
import re
from typing import Any, Final


class Undefined:
    """The type of `UNDEFINED`, the value of a property that is not there."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False


UNDEFINED: Final = Undefined()


class JavaScriptError(Exception):
    """What JavaScript would have thrown; the message is what its `message` would be."""


WHITE_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_PREFIXED = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_INFINITIES = {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}
_PLAIN_NOTATION_BELOW = 21  # ECMAScript Number::toString: exponents from 21 on, and below -6, get an `e`
_PLAIN_NOTATION_ABOVE = -6


def truthy(value: Any) -> bool:
    """Is the value truthy? Only undefined, null, false, ±0, NaN and "" are not; `[]` and `{}` are."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return isinstance(value, list | dict) or bool(value)


def either(*values: Any) -> Any:
    """`a || b || c`: the first truthy value, else the last one."""
    for value in values[:-1]:
        if truthy(value):
            return value
    return values[-1]


def member(value: Any, name: str) -> Any:
    """`value?.name` for a value that came from JSON: only objects have named members of their own."""
    return value.get(name, UNDEFINED) if isinstance(value, dict) else UNDEFINED


def to_string(value: Any) -> str:
    """`String(value)`. Raises JavaScriptError for an object whose own `toString` came out of JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_to_string(value)
    if isinstance(value, list):
        return _joined(value)
    if isinstance(value, dict):
        # Its own toString is no function, so valueOf is asked, and that gives the object back.
        if "toString" in value:
            raise JavaScriptError("Cannot convert object to primitive value")
        return "[object Object]"
    return "null" if value is None else "undefined"


def _joined(array: list[Any]) -> str:
    """`array.join()`: nested arrays are joined by the same comma, however deep they are nested."""
    texts: list[str] = []
    waiting: list[Any] = [array]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list) and item:
            waiting.extend(reversed(item))
        else:
            texts.append("" if item is None or item is UNDEFINED or isinstance(item, list) else to_string(item))
    return ",".join(texts)


def to_number(value: Any) -> float:
    """`Number(value)`, NaN included. Raises JavaScriptError as `to_string` does."""
    if isinstance(value, bool) or value is None:
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if value is UNDEFINED:
        return math.nan
    return _string_to_number(to_string(value))


def _string_to_number(text: str) -> float:
    digits = text.strip(WHITE_SPACE)
    if not digits:
        return 0.0
    if digits in _INFINITIES:
        return _INFINITIES[digits]
    if _PREFIXED.fullmatch(digits):
        return _integer_to_double(int(digits, 0))
    return float(digits) if _DECIMAL.fullmatch(digits) else math.nan


def _integer_to_double(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def number_to_string(number: float) -> str:
    """ECMAScript's `Number::toString`: the shortest digits that read back as the same double."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    sign, digits, exponent = _shortest_digits(number)
    return sign + _place_point(digits, exponent)


def _shortest_digits(number: float) -> tuple[str, str, int]:
    """Sign, digits without trailing zeros, and n such that the value is 0.digits * 10**n."""
    mantissa, _, power = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = len(whole) + int(power or 0) - (len(whole + fraction) - len(digits))
    return ("-" if number < 0 else ""), digits.rstrip("0"), exponent


def _place_point(digits: str, exponent: int) -> str:
    count = len(digits)
    if count <= exponent <= _PLAIN_NOTATION_BELOW:
        return digits + "0" * (exponent - count)
    if 0 < exponent <= _PLAIN_NOTATION_BELOW:
        return f"{digits[:exponent]}.{digits[exponent:]}"
    if _PLAIN_NOTATION_ABOVE < exponent <= 0:
        return f"0.{'0' * -exponent}{digits}"
    power = f"e{exponent - 1:+d}"
    return digits + power if count == 1 else f"{digits[0]}.{digits[1:]}{power}"


def trim(text: str) -> str:
    """`text.trim()`: other than Python's strip, it takes NBSP and BOM and leaves control characters."""
    return text.strip(WHITE_SPACE)


def utf16_units(text: str) -> list[str]:
    """The string as JavaScript indexes it: one string a UTF-16 unit, halves of a pair on their own."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return [chr(int.from_bytes(encoded[at : at + 2], "little")) for at in range(0, len(encoded), 2)]


def cut(text: str, units: int) -> str:
    """`text.slice(0, units)`, in UTF-16 units; a pair may be cut in half."""
    if len(text) * 2 <= units:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "surrogatepass")


def spread(value: Any) -> dict[str, Any]:
    """`{...value}`: objects give their members, arrays and strings their elements, everything else nothing."""
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {str(index): unit for index, unit in enumerate(utf16_units(value))}
    if isinstance(value, list):
        return {str(index): item for index, item in enumerate(value)}
    return {}


def includes(value: Any, part: str) -> bool:
    """`value.includes(part)` of a string or an array. Raises JavaScriptError for everything else."""
    if isinstance(value, str | list):
        return part in value
    raise JavaScriptError(f"{_described(value)}.includes is not a function")


def lower(value: Any) -> str:
    """`value.toLowerCase()`. Raises JavaScriptError for everything but a string."""
    if isinstance(value, str):
        return value.lower()
    raise JavaScriptError(f"{_described(value)}.toLowerCase is not a function")


def strictly_equal(left: Any, right: Any) -> bool:
    """`left === right` of two values from JSON; two objects or arrays are never the same one."""
    if isinstance(left, list | dict):
        return False
    return type(left) is type(right) and left == right


def _described(value: Any) -> str:
    kinds: dict[type, str] = {list: "array", dict: "object", float: "number", bool: "boolean"}
    return f"({kinds.get(type(value), 'value')})"


BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def base_36(number: int) -> str:
    """`number.toString(36)` of a non-negative integer."""
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = BASE_36[digit] + digits
    return digits


def hash_31(text: str) -> int:
    """The 32-bit `h = h * 31 + unit` over UTF-16 units, signed as JavaScript's `| 0` leaves it, then made absolute."""
    total = 0
    for unit in utf16_units(text):
        total = (total * 31 + ord(unit)) & 0xFFFFFFFF
    return abs(total - (1 << 32) if total & 0x80000000 else total)
