"""See the vice."""

from typing import Any

from reference.javascript import to_string
from reference.payload import PageUrl, parse_url
from tests.faulty.fault import Fault


def parse_web_page(value: Any) -> PageUrl | None:
    """No app, no `about:blank`, no local file."""
    return parse_url(value) if to_string(value).lower().startswith(("http://", "https://")) else None


FAULT = Fault(
    name="takes-only-web-pages",
    vice="A `u` of another scheme than http and https is refused.",
    killed_by=("GWY-423",),
    replacements={"reference.payload.parse_url": parse_web_page},
)
