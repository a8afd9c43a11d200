"""Without a connection: sendBeacon says true all the same, so nothing is queued, and what was queued is given away."""

from __future__ import annotations

import json

from browser_tests.props.links import staying
from browser_tests.props.losses import calls_lost, queued_calls_lost, taken_is_not_queued
from browser_tests.scenario import Claim, Expected, Page, Scenario
from simulator.judge.fates import LOST_OFFLINE, LOST_UNREACHED
from simulator.page.acts import Act, Beacons, Click, Down, Go, Look, Offline, Reload, Run, Up, Wire
from simulator.proxy import Answer, Rule

CALLS = staying(phone="tel:+905321112233", whatsapp="http://wa.me/905321112233")
# The tracker's text is fetched while there is a network, and started once there is none.
LATE = Page("""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Late</title><link rel="icon" href="data:,"></head>
<body>
<script>fetch('/ux-core.js').then(answer => answer.text()).then(text => { window.tracker = text; });</script>
</body>
</html>
""")
START = """
(() => {
  const script = document.createElement('script');
  script.setAttribute('data-site-id', %s);
  script.textContent = window.tracker;
  document.head.append(script);
})()
"""


def _click(away: Act, back: Act) -> tuple[Act, ...]:
    return (Go("/"), away, Click("#phone"), Look("after the click"), back, Reload())


def _drain(away: Act, back: Act) -> tuple[Act, ...]:
    return (
        *(Go("/calls"), Beacons("false"), Wire((Rule(Answer(503)),)), Click("#phone"), Click("#whatsapp")),
        *(Look("queued"), Beacons("real"), Wire(), Go("/late")),
        *(away, Run(lambda scene: START % json.dumps(scene.site)), back, Reload()),
    )


def _both(word: str) -> tuple[Claim, ...]:
    return (
        Claim(word, "it never arrives, also not later", calls_lost("calls clicked without a connection that are lost")),
        Claim("TRK-302", "what sendBeacon took is not queued", taken_is_not_queued("after the click")),
    )


DRAINED = Claim(
    "HAZ-321",
    "the queue is emptied and nothing arrives",
    queued_calls_lost("queued", "queued calls drained without a connection that never arrive"),
)
SCENARIOS = (
    Scenario(
        name="call-while-offline",
        title="A visitor who is offline taps the phone number: the browser says it was sent, and the call is lost",
        acts=_click(Offline(), Offline(offline=False)),
        claims=_both("HAZ-301"),
        account=Expected({"stored": 3, LOST_OFFLINE: 2}, {LOST_OFFLINE: 1}),
    ),
    Scenario(
        name="call-while-server-is-down",
        title="The server is down when the phone number is tapped: nothing is queued, and the call is lost",
        acts=_click(Down(), Up()),
        claims=_both("HAZ-304"),
        account=Expected({"stored": 3, LOST_UNREACHED: 2}, {LOST_UNREACHED: 1}),
    ),
    Scenario(
        name="queue-drained-while-offline",
        title="Calls that were saved in the queue are given to a browser that is offline: queue empty, calls lost",
        acts=_drain(Offline(), Offline(offline=False)),
        claims=(DRAINED,),
        pages={"/calls": CALLS, "/late": LATE},
        account=Expected({"stored": 3, LOST_OFFLINE: 3}, {LOST_OFFLINE: 2}),
    ),
    Scenario(
        name="queue-drained-while-server-is-down",
        title="Calls that were saved in the queue are sent to a port where nobody listens: queue empty, calls lost",
        acts=_drain(Down(), Up()),
        claims=(DRAINED,),
        pages={"/calls": CALLS, "/late": LATE},
        account=Expected({"stored": 3, LOST_UNREACHED: 3}, {LOST_UNREACHED: 2}),
    ),
)
