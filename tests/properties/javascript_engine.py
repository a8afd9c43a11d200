"""An embedded JavaScript engine (QuickJS-NG) as the judge of our value rules.

Decides how texts and values cross the border: as UTF-16 units in hexadecimal, because lone surrogates have no UTF-8.
It must not know what our own rules say.
"""

import json
from collections.abc import Callable
from typing import Any

import quickjs

_PRELUDE = r"""
const unhex = text => (text.match(/.{4}/g) || []).map(unit => String.fromCharCode(parseInt(unit, 16))).join("");
const hex = text => {
  let units = "";
  for (let at = 0; at < text.length; at++) units += text.charCodeAt(at).toString(16).padStart(4, "0");
  return units;
};
const asked = rule => text => {
  try { return hex(String(rule(JSON.parse(unhex(text))))); } catch (error) { return "thrown " + error.name; }
};
"""


class Thrown(Exception):
    """The engine threw; the message is the error's name."""


class Engine:
    """Rules written in JavaScript, callable with JSON values from here."""

    def __init__(self) -> None:
        self._context = quickjs.Context()
        self._context.eval(_PRELUDE)
        self._rules: dict[str, Callable[[Any], str]] = {}

    def rule(self, arrow: str) -> Callable[[Any], str]:
        """`arrow` is a JavaScript function of one value; what it returns is given as a string. Raises Thrown."""
        if arrow in self._rules:
            return self._rules[arrow]
        ask = self._context.eval(f"asked({arrow})")

        def answer(value: Any) -> str:
            units = ask(_hex(json.dumps(value)))
            if units.startswith("thrown "):
                raise Thrown(units.removeprefix("thrown "))
            return bytes.fromhex(units).decode("utf-16-be", "surrogatepass")

        self._rules[arrow] = answer
        return answer


def _hex(text: str) -> str:
    return text.encode("utf-16-be", "surrogatepass").hex()
