"""See the vice."""

from starlette.requests import Request

from reference.wire import Head
from tests.faulty.fault import Fault


def read_every_byte(request: Request) -> Head:
    """Header values as the parser leaves them, the blanks and tabs behind them too."""
    headers: dict[str, str] = {}
    for name, value in request.scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return Head(request.scope["path"], headers)


FAULT = Fault(
    name="keeps-the-blanks-around-a-header",
    vice="Blanks and tabs behind a header's value are part of it.",
    killed_by=("GWY-847",),
    replacements={"reference.app.read_head": read_every_byte},
)
