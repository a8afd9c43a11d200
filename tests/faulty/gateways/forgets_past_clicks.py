"""See the vice."""

from typing import Any

from tests.faulty.fault import Fault


def remember_nothing(_traces: Any, _fingerprint: Any) -> bool:
    return False


FAULT = Fault(
    name="forgets-past-clicks",
    vice="Who clicked an ad yesterday comes back from google as if for the first time.",
    killed_by=("GWY-710",),
    replacements={"reference.attribution.has_past_click": remember_nothing},
)
