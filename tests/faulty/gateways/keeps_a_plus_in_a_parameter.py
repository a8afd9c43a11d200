"""See the vice."""

from urllib.parse import unquote

from tests.faulty.fault import Fault


def read_by_percent_only(query: str) -> dict[str, str]:
    """Percent-decoding alone, as for a path: a plus stays one."""
    pairs = (pair.partition("=") for pair in query.removeprefix("?").split("&") if pair)
    return dict(reversed([(unquote(name), unquote(value)) for name, _, value in pairs]))


FAULT = Fault(
    name="keeps-a-plus-in-a-parameter",
    vice="Parameters are percent-decoded, but a plus stays a plus.",
    killed_by=("GWY-720",),
    replacements={"reference.payload.read_query": read_by_percent_only},
)
