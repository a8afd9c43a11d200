"""A name that is nearly one there is: what somebody who misspelt it probably meant. It knows no names itself."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# As alike as `verfy` and `verify`; less is another word.
ALIKE_MIN = 0.6


def nearest(came: str, names: Iterable[str]) -> str:
    """Give `; did you mean NAME?` for the name that is nearest, or nothing; case, `_` and `-` make no difference."""
    folded = _folded(came)
    alike = ((_likeness(folded, _folded(name)), name) for name in names)
    # Of two as alike the one that begins as this does, and of those the first.
    best = max(alike, key=lambda one: one[0], default=((0.0, 0), ""))
    return f"; did you mean {best[1]}?" if best[0][0] >= ALIKE_MIN else ""


def _likeness(one: str, other: str) -> tuple[float, int]:
    alike = SequenceMatcher(None, one, other)
    begins = alike.get_matching_blocks()[0]
    return alike.ratio(), begins.size if begins.a == begins.b == 0 else 0


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")
