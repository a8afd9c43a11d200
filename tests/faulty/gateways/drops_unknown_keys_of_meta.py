"""See the vice."""

from typing import Any

from reference.javascript import spread
from tests.faulty.fault import Fault

_KNOWN = ("fp", "gclid", "referrer", "intent_stamp", "intent_action", "duration_sec", "exit_page")


def spread_of_known_keys(meta: Any) -> dict[str, Any]:
    return {key: value for key, value in spread(meta).items() if key in _KNOWN}


FAULT = Fault(
    name="drops-unknown-keys-of-meta",
    vice="Of meta only the keys the gateway knows are kept.",
    killed_by=("GWY-811",),
    replacements={"reference.visit.spread": spread_of_known_keys},
)
