"""See the vice."""

import re
from typing import Any

from reference.json_text import stringify
from tests.faulty.fault import Fault

_UNSTORABLE = re.compile(r"\\u(0000|d[89a-f][0-9a-f]{2})")


def stringify_storably(value: Any) -> str:
    return _UNSTORABLE.sub("\ufffd", stringify(value))


FAULT = Fault(
    name="replaces-what-it-cannot-store",
    vice="NUL and lone surrogates become U+FFFD, and the event is stored.",
    killed_by=("GWY-820",),
    replacements={"reference.postgres_store.stringify": stringify_storably},
)
