"""See the vice."""

import sys

from reference.gateway import _refusal
from reference.wire import Answer
from tests.faulty.fault import Fault


def refuse_with_the_cause(status: int, headers: dict[str, str], score: int | None, message: str) -> Answer:
    told = f"{message}: {sys.exception()}" if message == "Database write failed" else message
    return _refusal(status, headers, score, told)


FAULT = Fault(
    name="leaks-the-exception",
    vice="The message of a failed write tells the client what the database said.",
    killed_by=("GWY-822",),
    replacements={"reference.gateway._refusal": refuse_with_the_cause},
)
