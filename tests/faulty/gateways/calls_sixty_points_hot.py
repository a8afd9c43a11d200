"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="calls-sixty-points-hot",
    vice="A lead is hot at 60 and premium at 80 points, not above them.",
    killed_by=("GWY-739",),
    replacements={
        "reference.attribution._HOT_ABOVE": 59,
        "reference.attribution._PREMIUM_ABOVE": 79,
    },
)
