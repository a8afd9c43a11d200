"""See the vice."""

from reference.cors import OriginVerdict, preflight_headers
from tests.faulty.fault import Fault


def headers_without_credentials(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    """Only the answer to the beacon itself allows credentials; no browser comes that far."""
    headers = preflight_headers(origin, verdict)
    return {name: value for name, value in headers.items() if name != "Access-Control-Allow-Credentials"}


FAULT = Fault(
    name="forgets-credentials-on-the-preflight",
    vice="Credentials are allowed on the answer to a beacon, but not on its preflight.",
    killed_by=("GWY-203",),
    replacements={"reference.gateway.preflight_headers": headers_without_credentials},
)
