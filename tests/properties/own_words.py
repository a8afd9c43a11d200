"""Whether an answer and the log lines beside it are in the gateway's own words, or in Python's.

Decides which messages there are, and by which exceptions a request may be given up. It must not know how it was sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Everything `message` may say: the literal answers, and what JavaScript would have thrown.
MESSAGES = re.compile(
    "Invalid JSON payload|Invalid site_id format|Invalid url format|Site not found|Site validation failed"
    "|Session lookup failed|Database write failed"
    "|Cannot destructure property 's' of 'rawBody' as it is null\\."
    "|\\(\\w+\\)\\.(?:includes|toLowerCase) is not a function"
    "|Cannot convert object to primitive value"
)
# Of exceptions and libraries; a client's own text is taken out before.
PYTHONS = re.compile(
    r"codec can't|expected str|NoneType|object (?:has no|is not)|Traceback|recursion depth|surrogates not allowed"
    r"|text fields cannot contain|unhashable|positional argument|could not convert|out of bounds|[a-z]Error\b"
)
OWN_EXCEPTIONS = ("reference.javascript.JavaScriptError", "reference.protocols.StoreError")


def foreign_words(body: Mapping[str, Any]) -> list[str]:
    """What an answer says that is not ours to say."""
    found = []
    message = body.get("message")
    if message is not None and not MESSAGES.fullmatch(message):
        found.append(f"message: {message}")
    details = body.get("details")
    if details is not None and (not details or PYTHONS.search(_without_quotations(details))):
        found.append(f"details: {details}")
    return found


def _without_quotations(text: str) -> str:
    """A database quotes what it was given."""
    return re.sub('".*"', "", text, flags=re.DOTALL)


def foreign_exceptions(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Log lines of a request that was given up by an exception of neither JavaScript's nor the database's."""
    return [f"{line} {fields['stack'][-600:]}" for line, fields in lines if "stack" in fields and not _is_own(fields)]


def _is_own(fields: Mapping[str, Any]) -> bool:
    return any(f"\n{name}: {fields['message']}" in fields["stack"] for name in OWN_EXCEPTIONS)
