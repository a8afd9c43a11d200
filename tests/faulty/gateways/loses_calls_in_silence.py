"""See the vice."""

from collections.abc import Mapping
from typing import Any

from reference.log import LineLog
from tests.faulty.fault import Fault


def say_nothing(_self: LineLog, _line: str, _fields: Mapping[str, Any]) -> None:
    return None


FAULT = Fault(
    name="loses-calls-in-silence",
    vice="Nothing is written when a call is lost or deduped.",
    killed_by=("GWY-986",),
    replacements={
        "reference.log.LineLog.warn": say_nothing,
        "reference.log.LineLog.info": say_nothing,
    },
)
