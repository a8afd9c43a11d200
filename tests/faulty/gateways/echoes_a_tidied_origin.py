"""See the vice."""

from reference import cors
from reference.cors import OriginVerdict
from tests.faulty.fault import Fault

_echo = cors._echo


def echo_what_was_compared(origin: str | None, verdict: OriginVerdict) -> dict[str, str]:
    """The origin in lower case without slashes: not what the browser compares with."""
    return _echo(origin.lower().rstrip("/") if origin else origin, verdict)


FAULT = Fault(
    name="echoes-a-tidied-origin",
    vice="The origin is echoed as it was compared with the list, not as it was sent.",
    killed_by=("GWY-109", "GWY-125"),
    replacements={"reference.cors._echo": echo_what_was_compared},
)
