"""See the vice."""

from reference.cors import OriginList
from tests.faulty.fault import Fault

_read = OriginList.read


def read_as_in_production(configured: str | None, *, production: bool) -> OriginList:  # noqa: ARG001
    """No list is nobody, wherever."""
    return _read(configured, production=True)


FAULT = Fault(
    name="lets-nobody-in-without-a-list",
    vice="An unset or blank ALLOWED_ORIGINS refuses everybody on a developer's machine, too.",
    killed_by=("GWY-126", "GWY-128"),
    replacements={"reference.cors.OriginList.read": read_as_in_production},
)
