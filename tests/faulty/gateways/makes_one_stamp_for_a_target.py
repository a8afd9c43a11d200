"""See the vice."""

from reference.intents import make_stamp
from reference.protocols import Random
from tests.faulty.fault import Fault


def make_the_same_stamp(action: str, target: str, _now_ms: int, random: Random) -> str:
    return make_stamp(action, target, 0, random).rpartition(f"-{action}-")[2]


FAULT = Fault(
    name="makes-one-stamp-for-a-target",
    vice="The stamp made for a click without one has neither time nor chance in it.",
    killed_by=("GWY-917",),
    replacements={"reference.intents.make_stamp": make_the_same_stamp},
)
