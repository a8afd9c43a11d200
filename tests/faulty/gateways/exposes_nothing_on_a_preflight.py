"""See the vice."""

from reference.cors import OriginVerdict, preflight_headers
from tests.faulty.fault import Fault


def headers_without_exposure(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    headers = preflight_headers(origin, verdict)
    return {name: value for name, value in headers.items() if name != "Access-Control-Expose-Headers"}


FAULT = Fault(
    name="exposes-nothing-on-a-preflight",
    vice="Headers are exposed on the answer to a beacon, but not on its preflight.",
    killed_by=("GWY-211",),
    replacements={"reference.gateway.preflight_headers": headers_without_exposure},
)
