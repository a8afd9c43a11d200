"""See the vice."""

from reference.cors import OriginVerdict, preflight_headers
from tests.faulty.fault import Fault


def headers_of_the_welcome(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    """Who is refused is not told which origin was received."""
    headers = preflight_headers(origin, verdict)
    return {name: value for name, value in headers.items() if verdict.allowed or name != "X-CORS-Received"}


FAULT = Fault(
    name="tells-no-refused-preflight-its-origin",
    vice="X-CORS-Received stands on allowed preflights only.",
    killed_by=("GWY-212",),
    replacements={"reference.gateway.preflight_headers": headers_of_the_welcome},
)
