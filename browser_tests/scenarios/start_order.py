"""What comes first when a page is loaded: the name, what was left in the queue, the page view, and all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.own_pages import PHONE, STAYS, TAG, page, queue_of_one
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario
from simulator.judge import expect
from simulator.judge.visit import Offered, Wrote, body_of
from simulator.page.acts import Beacons, Click, Elapse, Go, Leave, Run, Seed

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

STANDING = """<script>
window.standing = [];
const given = navigator.sendBeacon;
navigator.sendBeacon = function () {
  window.standing.push(typeof (window.opmantik || {}).send);
  return given.apply(navigator, arguments);
};
</script>"""
AT_ONCE = page(
    STANDING + TAG + "<script>opmantik.send('custom', 'at once', 'a script that follows the tag');</script>"
)
CLICKED = page(TAG + STAYS, PHONE)


def _drained(visit: Visit) -> Offered:
    late = seen.offered(visit, "late")
    if not late:
        raise expect.missing("the queue was not drained")
    return late[0]


def _view(visit: Visit) -> Offered:
    views = seen.offered(visit, "view")
    if not views:
        raise expect.missing("no page view was offered")
    return views[0]


def _drains_first(visit: Visit) -> None:
    offers = [body_of(one).get("ea") for one in seen.offered(visit)]
    expect.equal("late", offers[0] if offers else None, "the first event offered")
    late = _drained(visit)
    expect.equal((True, "loading"), (late.evaluating, late.ready_state), "whether a script was run, and readyState")


def _waits_for_the_document(visit: Visit) -> None:
    expect.equal("interactive", _view(visit).ready_state, "document.readyState when the page view is sent")


def _made_at_the_first_event(visit: Visit) -> None:
    drained, keys = _drained(visit).number, {seen.SESSION, seen.FINGERPRINT}
    written = {one.key: one.number for one in reversed(visit.all(Wrote)) if one.key in keys and one.value}
    if set(written) != keys:
        raise expect.missing("session id and fingerprint were not both written")
    early = [key for key, number in written.items() if number < drained]
    expect.absent(early, "keys written before the first queued item was sent")


def _name_stands_when_drained(visit: Visit) -> None:
    standing = seen.value(visit, "standing")
    if not standing or not seen.offered(visit, "late"):
        raise expect.missing("nothing was drained by sendBeacon")
    expect.equal("function", standing[0], "typeof opmantik.send at the first sendBeacon")


def _can_be_called_at_once(visit: Visit) -> None:
    early = expect.one(seen.offered(visit, "at once"), "events sent by the script after the tag")
    expect.equal("loading", early.ready_state, "document.readyState when it was sent")
    expect.one(seen.bodies(visit, "at once"), "of these arrived")


def _nothing_after_the_throw(visit: Visit) -> None:
    if not any(one.result.startswith("threw") for one in seen.offered(visit, "view")):
        raise NoOccasion("the page view did not throw")
    if seen.bodies(visit, "view"):
        raise NoOccasion("the page view was sent all the same")
    expect.absent(
        [body_of(one).get("ea") for one in seen.offered(visit) if body_of(one).get("ea") != "view"],
        "events of a page whose page view threw",
    )


SCENARIOS = (
    Scenario(
        name="late-before-new",
        title="An event of an earlier visit lies in the queue when the page is opened",
        acts=(Seed("local", seen.QUEUE, queue_of_one), Go("/")),
        claims=(
            Claim("TRK-006", "it is sent while the script is evaluated, before the page view", _drains_first),
            Claim("TRK-008", "the page view waits for the document", _waits_for_the_document),
            Claim("TRK-118", "a new visitor has no session and no fingerprint until then", _made_at_the_first_event),
        ),
        account=Expected({"stored": 2}),
    ),
    Scenario(
        name="name-at-once",
        title="The script after the tag sends an event of its own",
        # A session that is stored already: two first events of one session race in the gateway (HAZ-401).
        acts=(
            Go("/"),
            Seed("local", seen.QUEUE, queue_of_one),
            Go("/at-once"),
            Run("window.standing", keep="standing"),
        ),
        claims=(
            Claim("TRK-010", "window.opmantik stands before the queue is drained", _name_stands_when_drained),
            Claim("TRK-010", "and can be used by the next script", _can_be_called_at_once),
        ),
        account=Expected({"stored": 5}),
        pages={"/at-once": AT_ONCE},
    ),
    Scenario(
        name="view-throws",
        title="sendBeacon throws at the page view",
        acts=(Beacons("throws", calls=1), Go("/clicked"), Click("#call"), Elapse(30_000), Leave()),
        claims=(Claim("TRK-011", "no listener was attached and no heartbeat started", _nothing_after_the_throw),),
        account=Expected({"lost by the browser: thrown": 1}),
        pages={"/clicked": CLICKED},
    ),
)
