"""See the vice."""

from tests.faulty.fault import Fault
from tests.faulty.migrations import with_slips

FAULT = Fault(
    name="numbers-rounded",
    vice="Values are floating, and a score of the match is a numeric.",
    killed_by=("SCH-208", "SCH-309"),
    replacements=with_slips(
        ("event_value NUMERIC", "event_value DOUBLE PRECISION"),
        ("lead_score_at_match INTEGER", "lead_score_at_match NUMERIC"),
    ),
)
