"""See the vice."""

from reference.payload import PageUrl
from tests.faulty.fault import Fault


def parameter_in_any_case(self: PageUrl, name: str) -> str | None:
    return next((value for key, value in self.search.items() if key.lower() == name), None)


FAULT = Fault(
    name="reads-parameters-without-case",
    vice="GCLID in the URL is a gclid.",
    killed_by=("GWY-702",),
    replacements={"reference.payload.PageUrl.parameter": parameter_in_any_case},
)
