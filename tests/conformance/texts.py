"""Texts that something on the way may cut, trim, normalise, lower or escape, and how a stored one is compared.

Decides what such texts look like. It must not know which column or key a text goes to, nor what may be done to it.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from simulator.judge.expect import deviates, equal
from simulator.judge.wording import said

if TYPE_CHECKING:
    from collections.abc import Mapping

LONG = 10_000
# Letters repeat, so that an index which somebody keeps on the column holds them compressed; the end is told from a cut.
_REPEATED = "Seven seas. "
TEXTS = {
    "long": (_REPEATED * LONG)[: LONG - 4] + " end",
    "decomposed": "Cafe\u0301, A\u030angstro\u0308m, I\u0307zmir, \u1112\u1161\u11ab",
    "composed": "Caf\u00e9, \u00c5ngstr\u00f6m, \u0130zmir, \ufb01, \u2460, \uff21",
    "between blanks": " \t\u00a0two  blanks \u3000\n",
    "of mixed case": "MiXeD cAsE \u0130I\u0131i \u00dfSS",
    "marked up": "<b>\"bold\" & 'bare'</b> &amp; \\ \\n %41 %zz + / ; -- $1 {{x}} `y`",
    "of rare letters": "\u65e5\u672c \U0001f469\u200d\U0001f467 \u200bzero\ufeffwidth \u202eturned\u202c \x01\x7f",
    "an address": "HTTPS://User:Pass@Shop.Example:443/A/../b//?Q=%C3%BC&q=1&q=2&empty=&flag#Part?not=query",
}


def page(kind: str) -> str:
    """Give an address that carries this kind of text, and is one."""
    text = TEXTS[kind]
    if kind == "an address":
        return text
    if kind == "between blanks":
        return f" \t https://shop.example/{text.strip()}?q= x y \n"
    return f"HTTPS://Shop.Example/{text}"


def kept(sent: Mapping[str, Any], stored: Mapping[str, Any], kind: str, of: str) -> None:
    """Every named value is stored as it was sent; `of` says what they belong to."""
    for name, value in sent.items():
        what = f"{name} of {of} whose texts are {kind}"
        seen = stored.get(name)
        if isinstance(value, str) and isinstance(seen, str) and value != seen:
            same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(value, seen, strict=False))))
            deviates(what, _excerpt(value, same), _excerpt(seen, same))
        equal(value, seen, what)


def _excerpt(text: str, same: int) -> str:
    around = text[max(0, same - 10) : same + 30]
    return f"{len(text)} letters, around the {same + 1}th {said(around)}"
