"""See the vice."""

from typing import Any

from reference.json_text import NotJson, parse
from tests.faulty.fault import Fault


def parse_an_object(body: bytes) -> Any:
    """A model of the body, as a framework wants one."""
    value = parse(body)
    if not isinstance(value, dict):
        raise NotJson("an object is expected")
    return value


FAULT = Fault(
    name="takes-only-objects-for-json",
    vice="A body that is JSON but no object is answered 400.",
    killed_by=("GWY-409",),
    replacements={"reference.gateway.parse": parse_an_object},
)
