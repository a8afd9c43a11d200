"""A visitor sends a form: what the conversion says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.scenario import Claim, Expected, Page, Scenario
from simulator.judge import expect
from simulator.page.acts import Click, Go, Look

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

FORMS = Page("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Forms</title>
<link rel="icon" href="data:,">
<script src="/ux-core.js" data-site-id="{{site}}"></script>
</head>
<body>
<form id="quote-form" name="quote" action="/second"><button id="quote-submit">Quote</button></form>
<form name="callback" action="/second"><button id="callback-submit">Callback</button></form>
<form action="/second"><button id="newsletter-submit">Newsletter</button></form>
</body>
</html>
""")


def _sent(visit: Visit, first: str, until: str = "") -> dict[str, Any]:
    """Give the one conversion between two looks."""
    found = [one for one in moments.since(visit, first, until=until) if one.get("ec") == "conversion"]
    return expect.one(found, "conversions of one form")


def _form_with_an_id(visit: Visit) -> None:
    body = _sent(visit, "quote", until="callback")
    said = {"ec": "conversion", "ea": "form_submit", "el": "quote-form"}
    expect.equal(said, {key: body.get(key) for key in said}, "the form with an id")
    expect.absent({"intent_stamp", "intent_action"} & set(seen.meta(body)), "what only links carry")


def _forms_without(visit: Visit) -> None:
    by_name, by_nothing = _sent(visit, "callback", until="newsletter"), _sent(visit, "newsletter")
    expect.equal("callback", by_name.get("el"), "label of the form that has only a name")
    expect.equal("form", by_nothing.get("el"), "label of the form that has neither")



SCENARIOS = (
    Scenario(
        name="forms",
        title="A visitor sends three forms: one with an id, one with a name, one with neither",
        pages={"/forms": FORMS},
        acts=(
            *(Go("/forms"), Look("quote"), Click("#quote-submit")),
            *(Go("/forms"), Look("callback"), Click("#callback-submit")),
            *(Go("/forms"), Look("newsletter"), Click("#newsletter-submit")),
        ),
        claims=(
            Claim("TRK-610", "the form is told by its id, and is no intent", _form_with_an_id),
            Claim("TRK-611", "else by its name, else by the word form", _forms_without),
        ),
        account=Expected({"stored": 14}),
    ),
)
