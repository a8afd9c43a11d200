"""See the vice."""

from reference.visitor import _device_type
from tests.faulty.fault import Fault


def device_of_a_browser(user_agent: str) -> str | None:
    return _device_type(user_agent) if user_agent.startswith("Mozilla/") else None


FAULT = Fault(
    name="knows-only-browsers-devices",
    vice="A user agent that is no browser's has no device.",
    killed_by=("GWY-838",),
    replacements={"reference.visitor._device_type": device_of_a_browser},
)
