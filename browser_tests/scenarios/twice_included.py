"""Two tags of the tracker on one page: the first serves, the second stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.own_pages import DECOY_ID, INJECTED, PHONE, SITE, STAYS, TAG, inject, page, queue_of_one
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, measured
from simulator.judge import expect
from simulator.page.acts import Click, Go, Look, Seed

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

OTHER_TAG = f'<script src="/ux-core.js" data-site-id="{DECOY_ID}"></script>'
PAGES = {"/twice": page(TAG + TAG + STAYS, PHONE), "/two-sites": page(TAG + OTHER_TAG + STAYS, PHONE)}


def _starts_once(visit: Visit) -> None:
    site = seen.value(visit, "site")
    for path in PAGES:
        for action in ("view", "phone_call"):
            body = _only(seen.at(visit, path, action), f"{action} of {path}")
            expect.equal(site, body.get("s"), f"s of its {action}")


def _only(bodies: list[dict], what: str) -> dict:
    """That there is none at all is another clause's."""
    if not bodies:
        raise expect.missing(f"no {what} arrived")
    return expect.one(bodies, what)


def _warns_twice(visit: Visit) -> None:
    expect.equal(2, len(_warnings(visit)), "warnings that it was initialized already")


def _warns_once(visit: Visit) -> None:
    expect.one(_warnings(visit), "warnings that it was initialized already")


def _warnings(visit: Visit) -> list:
    return seen.lines(visit, "[OPSMANTIK] Tracker already initialized, skipping...", "warn")


def _second_site(visit: Visit) -> Measurement:
    served = {body.get("s") for body in seen.at(visit, "/two-sites")}
    if seen.value(visit, "site") not in served | {DECOY_ID}:
        raise NoOccasion("neither site was served")
    return measured(int(DECOY_ID not in served), 1, "the second site of a page got none of its events")


def _one_view(visit: Visit) -> None:
    _only(seen.bodies(visit, "view"), "page view after a second inclusion")


def _queue_is_left_alone(visit: Visit) -> None:
    expect.equal(seen.queue_text(visit, "seeded"), seen.queue_text(visit), "the queue after a second inclusion")


SCENARIOS = (
    Scenario(
        name="included-twice",
        title="The tag stands on the page twice, once with another site's id",
        acts=(Go("/twice"), Click("#call"), Go("/two-sites"), Click("#call"), SITE),
        claims=(
            Claim("TRK-004", "one page view and one conversion a click, of the first tag's site", _starts_once),
            Claim("TRK-902", "the second inclusion warns", _warns_twice),
            Claim("HAZ-349", "the second site gets nothing", _second_site),
        ),
        account=Expected({"stored": 5}, {"stored": 2}),
        pages=PAGES,
    ),
    Scenario(
        name="included-again",
        title="The tag is put in once more while an event of another tab lies in the queue",
        acts=(
            Go("/"),
            Seed("local", seen.QUEUE, queue_of_one, tab="other"),
            Look("seeded"),
            inject(site="document.querySelector('[data-site-id]').getAttribute('data-site-id')"),
            INJECTED,
        ),
        claims=(
            Claim("TRK-004", "there is one page view", _one_view),
            Claim("TRK-007", "the second inclusion does not drain the queue", _queue_is_left_alone),
            Claim("TRK-902", "it warns", _warns_once),
        ),
        account=Expected({"stored": 1, "still queued": 1}),
    ),
)
