"""Whom the tracker asks, where its visitors come from, and what nobody notices when address or site id are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from browser_tests import seen
from browser_tests.props.own_pages import DECOY_ID, INJECTED, PHONE, STAYS, inject, page
from browser_tests.scenario import Claim, Expected, NoOccasion, NotSeen, Scenario, measured
from simulator.judge import expect
from simulator.judge.visit import ENDPOINT, Arrived, Loaded
from simulator.page.acts import Await, Click, Go, Run, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

BARE = page("", PHONE)
FROM = page(body='<a id="next" href="/second">Fiyatlar</a>')
REFUSALS = (400, 404)
# The page stays: what follows a click is not the story here.
UNKNOWN = page(f'<script src="/ux-core.js" data-site-id="{DECOY_ID}"></script>{STAYS}', PHONE)
MALFORMED = page(f'<script src="/ux-core.js" data-site-id="Nakliyat"></script>{STAYS}', PHONE)
FROM_ELSEWHERE = inject(lambda scene: f"{scene.elsewhere}/ux-core.js")


def _came_to_the_page(visit: Visit) -> list[Arrived]:
    """Give what arrived at the page's own host."""
    host = urlsplit(visit.all(Loaded)[0].url).netloc
    return [one for one in seen.arrived(visit) if one.header("Host") == host]


def _asks_the_page(visit: Visit) -> None:
    if not visit.offers:
        raise expect.missing("nothing was offered to anybody")
    posted = {one.path for one in visit.all(Arrived) if one.method == "POST"}
    expect.equal({ENDPOINT}, posted, "paths that were POSTed to, redirections included")
    expect.equal(len(seen.arrived(visit)), len(_came_to_the_page(visit)), "events that came to the page's own host")


def _lost_at_the_page(visit: Visit) -> Measurement:
    offered = seen.offered(visit)
    if not offered:
        raise NoOccasion("nothing was offered")
    lost = [one for one in _came_to_the_page(visit) if one.status == REFUSALS[1]]
    return measured(len(lost), len(offered), "events were lost, for the page's origin does not know them")


def _referrer(visit: Visit) -> None:
    referrer = seen.value(visit, "referrer")
    if not referrer:
        raise NotSeen("the browser told the page of no referrer")
    bodies = seen.at(visit, "/second")
    if not bodies:
        raise expect.missing("no event of the second page arrived")
    expect.equal(referrer, bodies[0].get("r"), "r of the second page's first event")


def _nobody_notices(visit: Visit) -> Measurement:
    offered = seen.offered(visit)
    if not offered:
        raise NoOccasion("nothing was offered")
    refused = {one.body for one in seen.arrived(visit) if one.status in REFUSALS}
    taken = [one for one in offered if one.result == "true" and one.body in refused]
    noticed = seen.queue_text(visit) or [line for line in visit.console if line.level in ("warn", "error")]
    return measured(0 if noticed else len(taken), len(offered), "events of a wrong site id were refused unnoticed")


SCENARIOS = (
    Scenario(
        name="script-from-elsewhere",
        title="The page loads the tracker from another origin",
        acts=(Go("/bare"), FROM_ELSEWHERE, INJECTED),
        claims=(Claim("TRK-201", "events go to the page's own origin", _asks_the_page),),
        account=Expected({"stored": 1}),
        pages={"/bare": BARE},
    ),
    Scenario(
        name="origin-without-endpoint",
        title="The tracker comes from another origin, and the page's own knows no /api/sync",
        acts=(
            Wire((Rule(Answer(404)),)),
            Go("/bare"),
            FROM_ELSEWHERE,
            INJECTED,
            Run("opmantik.send('custom', 'more')"),
        ),
        claims=(Claim("HAZ-350", "every event is lost", _lost_at_the_page),),
        account=Expected({"lost after a beacon: 404": 2}),
        pages={"/bare": BARE},
    ),
    Scenario(
        name="referrer-of-the-page",
        title="A visitor follows a link within the site",
        acts=(
            Go("/from?x=1#y"),
            Click("#next"),
            Await("the second page's view", lambda visit: seen.at(visit, "/second")),
            Run("document.referrer", keep="referrer"),
        ),
        claims=(Claim("TRK-208", "r is document.referrer", _referrer),),
        account=Expected({"stored": 3}),
        pages={"/from": FROM},
    ),
    Scenario(
        name="wrong-site-id",
        title="One page's tag names a site that is not there, another's names none at all",
        acts=(Go("/unknown-site"), Click("#call"), Go("/malformed-site"), Click("#call")),
        claims=(Claim("HAZ-351", "every event is refused, and nobody notices", _nobody_notices),),
        account=Expected(
            {"lost after a beacon: 404": 3, "lost after a beacon: 400": 2},
            {"lost after a beacon: 404": 1, "lost after a beacon: 400": 1},
        ),
        pages={"/unknown-site": UNKNOWN, "/malformed-site": MALFORMED},
    ),
)
