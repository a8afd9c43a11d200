"""See the vice."""

from reference.visitor import _device_type
from tests.faulty.fault import Fault


def phone_or_desktop(user_agent: str) -> str:
    return "mobile" if _device_type(user_agent) == "mobile" else "desktop"


FAULT = Fault(
    name="takes-tablets-for-desktops",
    vice="An iPad is a desktop: there are only phones and the rest.",
    killed_by=("GWY-837",),
    replacements={"reference.visitor._device_type": phone_or_desktop},
)
