"""See the vice."""

from typing import Any

from reference.javascript import either
from reference.payload import Beacon
from reference.visit import progress_row
from tests.faulty.fault import Fault


def row_of_whatever_came(beacon: Beacon, counted: int | None) -> dict[str, Any]:
    duration, page = (either(beacon.extra(name), None) for name in ("duration_sec", "exit_page"))
    return progress_row(beacon, counted) | {"total_duration_sec": duration, "exit_page": page}


FAULT = Fault(
    name="writes-progress-whatever-it-is",
    vice="Each sign of life overwrites duration and exit page with what it has, or with nothing.",
    killed_by=("GWY-952", "GWY-953"),
    replacements={"reference.gateway.progress_row": row_of_whatever_came},
)
