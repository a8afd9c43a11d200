"""A visitor sends a form: what the conversion says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.props.own_pages import STAYS, TAG, page
from browser_tests.scenario import Claim, Expected, Page, Scenario, measured
from simulator.judge import expect
from simulator.judge.visit import Threw
from simulator.page.acts import Click, Go, Look

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
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

# Fields are properties of their form, and hide its own; what a framework keeps of a field hangs on the field.
HIDDEN_BY_FIELDS = page(
    TAG + STAYS,
    """<form><input name="name" value="Ada"><button id="contact-submit">Contact</button></form>
<form id="order"><input name="id" value="17"><button id="order-submit">Order</button></form>""",
)
HELD_BY_A_FRAMEWORK = page(
    TAG + STAYS,
    """<form><input name="name" value="Ada"><button id="contact-submit">Contact</button></form>
<script>
const field = document.querySelector('input');
field.owner = { node: field };
</script>""",
)


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


def _labels_that_say_nothing(visit: Visit) -> Measurement:
    forms = seen.bodies(visit, "form_submit")
    empty = sum(body.get("el") == {} for body in forms)
    return measured(empty, len(forms), "conversions of forms whose label is {}, for a field hides the form's own word")


def _never_sent(visit: Visit) -> Measurement:
    circular = [one for one in visit.all(Threw) if one.name == "TypeError"]
    lost = int(bool(circular) and not seen.bodies(visit, "form_submit"))
    return measured(lost, 1, "forms whose conversion was never made, for its label is a field that holds on to itself")


BROWSERS_OWN = "that fields are properties of their form, and what JSON makes of an element, is the browser's own"

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
    Scenario(
        name="fields-that-hide-their-form",
        title="A visitor sends a form that asks for a name and has no id, and one whose id a field called id hides",
        pages={"/contact": HIDDEN_BY_FIELDS},
        acts=(Go("/contact"), Click("#contact-submit"), Click("#order-submit")),
        claims=(Claim("HAZ-352", "nobody can tell which form was sent", _labels_that_say_nothing),),
        account=Expected({"stored": 3}),
        browser_only=BROWSERS_OWN,
    ),
    Scenario(
        name="field-held-by-a-framework",
        title="A visitor sends a form that asks for a name, in a page whose framework hangs an object on the field",
        pages={"/contact": HELD_BY_A_FRAMEWORK},
        acts=(Go("/contact"), Click("#contact-submit")),
        claims=(Claim("HAZ-353", "the conversion is never made", _never_sent),),
        account=Expected({"stored": 1}),
        browser_only=BROWSERS_OWN,
    ),
)
