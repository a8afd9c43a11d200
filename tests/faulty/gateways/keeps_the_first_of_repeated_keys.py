"""See the vice."""

import json
from typing import Any

from reference.json_text import NotJson
from tests.faulty.fault import Fault


def _first_of_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(reversed(members))


def parse_first_come(body: bytes) -> Any:
    """A key that is there is not overwritten."""
    try:
        return json.loads(body.decode("utf-8", "replace"), parse_int=float, object_pairs_hook=_first_of_each)
    except ValueError as error:
        raise NotJson(str(error)) from error


FAULT = Fault(
    name="keeps-the-first-of-repeated-keys",
    vice="Of a repeated key the first value wins.",
    killed_by=("GWY-410",),
    replacements={"reference.gateway.parse": parse_first_come},
)
