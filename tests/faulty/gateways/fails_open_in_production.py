"""See the vice."""

from reference.cors import OriginList
from tests.faulty.fault import Fault

_read = OriginList.read


def read_as_at_home(configured: str | None, *, production: bool) -> OriginList:  # noqa: ARG001
    """No list is everybody, wherever."""
    return _read(configured, production=False)


FAULT = Fault(
    name="fails-open-in-production",
    vice="A production gateway without ALLOWED_ORIGINS lets everybody in.",
    killed_by=("GWY-127",),
    replacements={"reference.cors.OriginList.read": read_as_at_home},
)
