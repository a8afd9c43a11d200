"""See the vice."""

from typing import Any
from urllib.parse import urlsplit

from reference.javascript import JavaScriptError, to_string
from reference.payload import PageUrl, read_query
from tests.faulty.fault import Fault


def parse_anything(value: Any) -> PageUrl | None:
    """`urlsplit`, which takes nearly every text for a URL."""
    try:
        parts = urlsplit(to_string(value))
        return PageUrl(parts.hostname or "", parts.path, read_query(parts.query))
    except (ValueError, JavaScriptError):
        return None


FAULT = Fault(
    name="splits-urls-as-python-does",
    vice="A lenient parser: relative URLs and rubbish are pages.",
    killed_by=("GWY-421", "GWY-422"),
    replacements={"reference.payload.parse_url": parse_anything},
)
