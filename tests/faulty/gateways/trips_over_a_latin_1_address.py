"""See the vice."""

from urllib.parse import parse_qsl

from tests.faulty.fault import Fault


def read_utf_8_only(query: str) -> dict[str, str]:
    """A strict decoder: bytes that are no UTF-8 are an error, and nobody catches it."""
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="strict")
    return dict(reversed(pairs))


FAULT = Fault(
    name="trips-over-a-latin-1-address",
    vice="An address with a parameter that is no UTF-8 is answered 500, and its event is lost.",
    killed_by=("GWY-720",),
    replacements={"reference.payload.read_query": read_utf_8_only},
)
