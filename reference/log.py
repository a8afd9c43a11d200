"""The blueprint's log lines, one a line: the literal prefix, then the fields as one JSON object (GWY-981 … GWY-986).

Decides the form of a line. It must not know when one is written.
"""

import json
from collections.abc import Mapping
from typing import Any, TextIO


class LineLog:
    """Writes to a text stream and flushes, so that whoever follows the file sees the line at once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def error(self, line: str, fields: Mapping[str, Any]) -> None:
        """A line of `console.error`."""
        self._write("error", line, fields)

    def warn(self, line: str, fields: Mapping[str, Any]) -> None:
        """A line of `console.warn`."""
        self._write("warn", line, fields)

    def info(self, line: str, fields: Mapping[str, Any]) -> None:
        """A line of `console.log`."""
        self._write("info", line, fields)

    def _write(self, level: str, line: str, fields: Mapping[str, Any]) -> None:
        text = json.dumps({"level": level, **fields}, default=repr)
        self._stream.write(f"{line} {text}\n")
        self._stream.flush()
