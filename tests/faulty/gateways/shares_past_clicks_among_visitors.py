"""See the vice."""

from typing import Any

from reference.javascript import truthy
from reference.protocols import AdTrace
from tests.faulty.fault import Fault


def has_anybody_clicked(traces: list[AdTrace], _fingerprint: Any) -> bool:
    return any(truthy(trace.gclid) for trace in traces)


FAULT = Fault(
    name="shares-past-clicks-among-visitors",
    vice="Anybody's ad click assists everybody who comes from google.",
    killed_by=("GWY-716",),
    replacements={"reference.attribution.has_past_click": has_anybody_clicked},
)
