"""The fingerprint: where it is kept, what it is made of, and whom it confuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.own_pages import page
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, Settings, measured
from simulator.judge import expect
from simulator.page.acts import Await, Click, Go, NewVisitor, Seed

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

SEEDED = "not-a-hash"
# Nobody else of the run has it: the gateway remembers fingerprints of all sites (HAZ-227).
RARE = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.0.0 Safari/537.36 Rare/1"
OTHER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
MACHINES = {
    "an equal machine": NewVisitor(),
    "another timezone": NewVisitor(timezone="Europe/Istanbul"),
    "another language": NewVisitor(locale="tr-TR"),
    "another user agent": NewVisitor(user_agent=OTHER_AGENT),
    "another screen": NewVisitor(screen=(1024, 700)),
}
RESULTS = page("", '<a id="result" href="/second">Fiyatlar</a>')


def _fingerprints(visit: Visit) -> list:
    return [seen.meta(body).get("fp") for body in seen.in_order(visit, "view", 1 + len(MACHINES))]


def _seeded_is_sent(visit: Visit) -> None:
    expect.equal(SEEDED, seen.meta(seen.first_body(visit, "view")).get("fp"), "meta.fp of the page view")


def _seeded_stays(visit: Visit) -> None:
    expect.equal(SEEDED, seen.local(visit).get(seen.FINGERPRINT), "the stored fingerprint after two pages")
    expect.equal([SEEDED] * 2, [seen.meta(one).get("fp") for one in seen.in_order(visit, "view", 2)], "meta.fp sent")


def _shared_by_tabs(visit: Visit) -> None:
    first, second = (seen.meta(body).get("fp") for body in seen.in_order(visit, "view", 2))
    expect.equal(first, second, "meta.fp of another tab")
    expect.contains(first, list(seen.local(visit).values()), "the values in localStorage")


def _short_and_repeatable(visit: Visit) -> None:
    first, second, *others = _fingerprints(visit)
    for fingerprint in (first, second, *others):
        expect.matches("[0-9a-z]{1,6}", fingerprint, "a new fingerprint")
    expect.equal(first, second, "meta.fp of a clean visitor on an equal machine")


def _depends_on_the_machine(visit: Visit) -> None:
    first, *others = _fingerprints(visit)
    for name, fingerprint in zip(MACHINES, others, strict=True):
        if name != "an equal machine":
            expect.different(first, fingerprint, f"meta.fp with {name}")


def _taken_for_another(visit: Visit) -> Measurement:
    ad, found = seen.in_order(visit, "view", 2)
    if seen.meta(ad).get("gclid") != "ad" or "google" not in str(found.get("r")):
        raise NoOccasion("there was no ad's click, or no google referrer")
    rows = [row for row in seen.sessions(visit) if str(row.get("id")) == found.get("sid")]
    if not rows:
        raise NoOccasion("the second visitor's session is not stored")
    assisted = rows[0].get("attribution_source") == "Ads Assisted"
    return measured(int(assisted), 1, "a visitor was assisted by the ad that another visitor had clicked")


SCENARIOS = (
    Scenario(
        name="fingerprint-kept",
        title="A returning visitor's fingerprint is of another time",
        acts=(Seed("local", seen.FINGERPRINT, SEEDED), Go("/"), Go("/second")),
        claims=(
            Claim("TRK-107", "what stands under opmantik_session_fp is sent", _seeded_is_sent),
            Claim("TRK-109", "it is never computed again", _seeded_stays),
        ),
        account=Expected({"stored": 3}),
    ),
    Scenario(
        name="fingerprint-of-all-tabs",
        title="A new visitor opens two tabs",
        acts=(Go("/"), Go("/second", tab="other")),
        claims=(Claim("TRK-108", "both send what localStorage holds", _shared_by_tabs),),
        account=Expected({"stored": 2}),
    ),
    Scenario(
        name="fingerprint-of-a-machine",
        title="New visitors come on equal machines, and on machines that differ in one thing",
        acts=(Go("/"), *(act for visitor in MACHINES.values() for act in (visitor, Go("/")))),
        claims=(
            Claim("TRK-110", "it is short, and equal machines have the same", _short_and_repeatable),
            Claim("TRK-111", "timezone, language, user agent and screen change it", _depends_on_the_machine),
        ),
        account=Expected({"stored": 6}),
    ),
    Scenario(
        name="fingerprint-confused",
        title="Somebody comes by an ad; somebody else, on an equal machine, by a search",
        acts=(
            Go("/?gclid=ad"),
            NewVisitor(),
            Go("/google-results"),
            Click("#result"),
            Await("the second visitor's page view", lambda visit: len(seen.bodies(visit, "view")) == 2),
        ),
        claims=(Claim("HAZ-340", "the second one counts as assisted by the ad", _taken_for_another),),
        account=Expected({"stored": 2}),
        pages={"/google-results": RESULTS},
        settings=Settings(user_agent=RARE),
        # The gateway remembers the last fifty events of all sites, and no more (HAZ-226).
        alone=True,
    ),
)
