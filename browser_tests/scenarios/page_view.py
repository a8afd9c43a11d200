"""A page is loaded: the page view, from the first call to the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.scenario import Claim, Expected, Scenario
from simulator.judge import expect
from simulator.page.acts import Go

if TYPE_CHECKING:
    from simulator.judge.visit import Visit


def _view_is_first_and_whole(visit: Visit) -> None:
    body = expect.one(seen.bodies(visit), "beacons of one page load")
    expect.equal("interaction", body.get("ec"), "ec of the page view")
    expect.equal("view", body.get("ea"), "ea of the page view")
    expect.equal("Yıldız Nakliyat · Evden eve taşımacılık", body.get("el"), "el of the page view")
    expect.equal({"fp", "gclid"}, set(body.get("meta", {})), "keys of the page view's meta")


def _stored_as_sent(visit: Visit) -> None:
    body, row = seen.first_body(visit, "view"), expect.one(seen.events(visit), "stored events")
    sent = {"url": "u", "session_id": "sid", "session_month": "sm", "event_action": "ea", "event_label": "el"}
    came = {name: row[name] for name in sent}
    expect.equal({name: body.get(key) for name, key in sent.items()}, came, "the row of the page view")


SCENARIOS = (
    Scenario(
        name="page-view",
        title="A visitor opens the page",
        acts=(Go("/"),),
        claims=(
            Claim("TRK-601", "one page view with its literals and no further meta", _view_is_first_and_whole),
            Claim("TRK-219", "it is stored as it was sent", _stored_as_sent),
        ),
        account=Expected({"stored": 1}),
    ),
)
