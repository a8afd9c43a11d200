"""See the vice."""

from collections.abc import Mapping
from typing import Any

from reference.log import LineLog
from tests.faulty.fault import Fault

_error = LineLog.error


def say_it_once(self: LineLog, line: str, fields: Mapping[str, Any]) -> None:
    if " insert failed:" not in line:
        _error(self, line, fields)


FAULT = Fault(
    name="logs-a-failed-write-once",
    vice="A refused session or event leaves the partition fault's line alone.",
    killed_by=("GWY-984", "GWY-985"),
    replacements={"reference.log.LineLog.error": say_it_once},
)
