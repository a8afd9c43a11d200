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
        self._stream.write(f"{line} {_as_object({'level': level, **fields})}\n")
        self._stream.flush()


def _as_object(fields: Mapping[str, Any]) -> str:
    """The fields as one line of JSON; a client's value nested deeper than Python's stack is only named."""
    try:
        return json.dumps(fields, default=repr)
    except RecursionError:
        shallow = {name: "[too deep]" if isinstance(value, dict | list) else value for name, value in fields.items()}
        return json.dumps(shallow, default=repr)
