"""See the vice."""

import json
from typing import Any

from reference.json_text import NotJson
from tests.faulty.fault import Fault


def parse_leniently(body: bytes) -> Any:
    """NaN, Infinity and control characters, as Python's parser allows them."""
    try:
        return json.loads(body.decode("utf-8", "replace"), strict=False, parse_int=float)
    except ValueError as error:
        raise NotJson(str(error)) from error


FAULT = Fault(
    name="parses-json-as-python-does",
    vice="A lenient parser: NaN, Infinity and raw control characters are JSON.",
    killed_by=("GWY-404",),
    replacements={"reference.gateway.parse": parse_leniently},
)
