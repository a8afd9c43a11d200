"""See the vice."""

from reference.attribution import Attribution, summarise
from tests.faulty.fault import Fault


def summarise_paid(score: int, attribution: Attribution) -> str:
    summary = summarise(score, Attribution("", paid=attribution.paid))
    return f"{summary} (Ads Origin)" if attribution.paid else summary


FAULT = Fault(
    name="calls-every-paid-visit-an-ads-origin",
    vice="The summary of every paid source ends with (Ads Origin).",
    killed_by=("GWY-740",),
    replacements={"reference.visit.summarise": summarise_paid},
)
