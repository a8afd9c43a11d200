"""See the vice."""

from dataclasses import replace

from reference.intents import detect_action
from reference.payload import Beacon
from tests.faulty.fault import Fault


def detect_by_words(beacon: Beacon) -> str | None:
    return detect_action(replace(beacon, label=""))


FAULT = Fault(
    name="reads-no-labels",
    vice="A tel: or wa.me link is no click unless its action says so.",
    killed_by=("GWY-905",),
    replacements={"reference.intents.detect_action": detect_by_words},
)
