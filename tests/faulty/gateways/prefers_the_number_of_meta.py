"""See the vice."""

from dataclasses import replace

from reference.intents import phone_target
from reference.javascript import either
from reference.payload import Beacon
from tests.faulty.fault import Fault


def target_of_meta(beacon: Beacon) -> str:
    return phone_target(replace(beacon, label=either(beacon.extra("phone_number"), beacon.label)))


FAULT = Fault(
    name="prefers-the-number-of-meta",
    vice="meta.phone_number is asked before the label.",
    killed_by=("GWY-912",),
    replacements={"reference.intents.phone_target": target_of_meta},
)
