"""What a page may not send, and sendBeacon says true all the same: a policy of the page, a preflight that fails."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.links import staying
from browser_tests.props.losses import count_lost
from browser_tests.props.queued_items import item
from browser_tests.props.whereabouts import marks
from browser_tests.scenario import Claim, Expected, NotSeen, Page, Scenario
from simulator.judge import expect
from simulator.judge.fates import LOST_POLICY
from simulator.judge.visit import ENDPOINT, Arrived
from simulator.page.acts import Click, Go, Run

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit
    from simulator.page.acts import Scene

FORBIDDING = replace(staying(phone="tel:+905321112233"), headers=(("Content-Security-Policy", "connect-src 'none'"),))
PLAIN = Page("""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>No tracker</title><link rel="icon" href="data:,"></head>
<body></body>
</html>
""")


def _all_lost(visit: Visit) -> Measurement:
    return count_lost(visit, marks(visit), "events of a page whose policy forbids the gateway that are lost")


def _beacon_elsewhere(scene: Scene) -> str:
    body = json.dumps(json.dumps(item(scene, "from elsewhere")["payload"]))
    return f"navigator.sendBeacon('{scene.elsewhere}{ENDPOINT}', new Blob([{body}], {{type: 'application/json'}}))"


def _another_host(scene: Scene) -> str:
    return f"http://127.0.0.1:{scene.origin.rpartition(':')[2]}/plain"


def _preflight(visit: Visit) -> Arrived:
    if seen.value(visit, "taken") is not True:
        raise NotSeen("sendBeacon did not say true")
    asked = [one for one in visit.all(Arrived) if one.method == "OPTIONS"]
    if not asked:
        raise NotSeen("no preflight arrived")
    return asked[0]


def _allowed_is_sent(visit: Visit) -> None:
    asked = _preflight(visit)
    sent = expect.one(seen.bodies(visit, "note"), "beacons to another origin that arrived after their preflight")
    expect.equal("from elsewhere", sent.get("el"), "the beacon that arrived")
    expect.truthy(asked.arrival < seen.arrived(visit, "note")[0].arrival, "the preflight", "before the beacon")


def _refused_is_never_sent(visit: Visit) -> None:
    _preflight(visit)
    expect.absent(seen.bodies(visit, "note"), "beacons that arrived after a refused preflight")


SCENARIOS = (
    Scenario(
        name="policy-forbids-the-gateway",
        title="The page's content security policy forbids the gateway: sendBeacon says true, and every event is lost",
        acts=(Go("/strict"), Click("#phone")),
        claims=(Claim("HAZ-305", "every event is lost although it was taken", _all_lost),),
        pages={"/strict": FORBIDDING},
        account=Expected({LOST_POLICY: 2}, {LOST_POLICY: 1}),
    ),
    Scenario(
        name="preflight-allowed",
        title="A page of another origin sends a JSON beacon: the browser asks first, is let in, and sends it",
        acts=(Go("/plain"), Run(_beacon_elsewhere, keep="taken")),
        claims=(Claim("GWY-203", "a credentialed beacon follows its preflight", _allowed_is_sent),),
        pages={"/plain": PLAIN},
        needs_own_origin=True,
        account=Expected({"stored": 1}),
    ),
    Scenario(
        name="preflight-refused",
        title="A page of an origin that is not allowed sends a JSON beacon: sendBeacon says true, and nothing is sent",
        acts=(Go(_another_host), Run(_beacon_elsewhere, keep="taken")),
        claims=(Claim("GWY-208", "no beacon follows a refused preflight", _refused_is_never_sent),),
        pages={"/plain": PLAIN},
        needs_own_origin=True,
        account=Expected({LOST_POLICY: 1}),
    ),
)
