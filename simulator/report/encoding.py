"""A terminal that is not UTF-8 is shown what it can show; no verb fails for a sign it cannot.

It decides what stands for such a sign. It must not know who prints.
"""

from __future__ import annotations

import codecs
import io
import sys

NAME = "opsmantik-shown"
INSTEAD = {
    "…": "...", "·": "-", "–": "-", "—": "-", "→": "->", "←": "<-", "×": "x", "⋯": "...", "≤": "<=", "≥": ">=",  # noqa: RUF001
    "✓": "ok", "✅": "ok", "❌": "x", "⚠": "!", "\ufe0f": "", "µ": "u", "’": "'", "“": '"', "”": '"',  # noqa: RUF001
    "━": "-", "─": "-", "│": "|", "█": "#", "▏": "|", "•": "*",
}


def print_what_can_be_shown() -> None:
    """Let stdout and stderr replace what their encoding lacks, instead of failing."""
    codecs.register_error(NAME, _instead)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=NAME)


def _instead(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(INSTEAD.get(sign, "?") for sign in signs), error.end
