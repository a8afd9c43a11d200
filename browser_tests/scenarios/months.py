"""The month of an event: UTC's, of the moment, by the visitor's clock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.own_pages import PHONE, STAYS, TAG, page
from browser_tests.scenario import Claim, Expected, NoOccasion, NotSeen, Scenario, Settings, measured
from simulator.judge import expect
from simulator.judge.visit import Loaded
from simulator.page.acts import Click, Elapse, Go, Run

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
BEFORE_MIDNIGHT_MS = 45_000
LOST = 500


def month_of(moment_ms: int) -> str:
    """Give the first day of a moment's month, UTC."""
    return time.strftime("%Y-%m-01", time.gmtime(moment_ms // 1000))


def _begun_ms(visit: Visit) -> int:
    return visit.all(Loaded)[0].at_ms


def _month_of_utc(visit: Visit) -> None:
    month = month_of(_begun_ms(visit))
    if seen.value(visit, "local month") == int(month[5:7]):
        raise NotSeen("the visitor's month is UTC's")
    expect.equal(month, _month(visit, "view"), "sm of the page view")


def _month(visit: Visit, action: str) -> str:
    month = seen.first_body(visit, action).get("sm")
    if not isinstance(month, str):
        raise expect.missing(f"{action} carries no sm")
    return month


def _changes_at_midnight(visit: Visit) -> None:
    old, new = month_of(_begun_ms(visit)), month_of(_begun_ms(visit) + BEFORE_MIDNIGHT_MS)
    wanted = {"view": old, "heartbeat": old, "before": old, "after": new}
    came = {action: _month(visit, action) for action in wanted}
    expect.equal(wanted, came, "sm before and after midnight, UTC")
    sids = {seen.first_body(visit, action).get("sid") for action in wanted}
    expect.one(list(sids), "session ids before and after midnight")


def _two_sessions(visit: Visit) -> Measurement:
    sid = seen.first_body(visit, "view").get("sid")
    months = {str(row.get("created_month")) for row in seen.sessions(visit) if str(row.get("id")) == sid}
    if not months:
        raise NoOccasion("no session of this id is stored")
    return measured(int(len(months) > 1), 1, "a page that lived through a month's end was two sessions")


def _clock_ahead(visit: Visit) -> Measurement:
    offered = seen.offered(visit)
    if not offered:
        raise NoOccasion("nothing was offered")
    kept = seen.queue(visit)
    lost = [] if kept else [one for one in seen.arrived(visit) if one.status == LOST]
    return measured(len(lost), len(offered), "events of a clock two months ahead were answered 500 and not queued")


LOCAL_MONTH = Run("new Date().getMonth() + 1", keep="local month")

SCENARIOS = (
    Scenario(
        name="month-turns",
        title="A page lives through the end of a month",
        acts=(
            Go("/"),
            Elapse(BEFORE_MIDNIGHT_MS - 1),
            Run("opmantik.send('custom', 'before')"),
            Elapse(1),
            Run("opmantik.send('custom', 'after')"),
        ),
        claims=(
            Claim("TRK-207", "sm changes at midnight, the sid does not", _changes_at_midnight),
            Claim("HAZ-335", "the database has two sessions", _two_sessions),
        ),
        account=Expected({"stored": 4}),
        starts=lambda scene: scene.month_end_ms - BEFORE_MIDNIGHT_MS,
        needs_next_month=True,
    ),
    Scenario(
        name="month-in-istanbul",
        title="In Istanbul it is half past one on the first of the month",
        acts=(Go("/"), LOCAL_MONTH),
        claims=(Claim("TRK-206", "sm is still the old month", _month_of_utc),),
        account=Expected({"stored": 1}),
        starts=lambda scene: scene.month_end_ms - 90 * MINUTE_MS,
        settings=Settings(timezone="Europe/Istanbul"),
    ),
    Scenario(
        name="month-in-los-angeles",
        title="In Los Angeles it is the evening of the month's last day",
        acts=(Go("/"), LOCAL_MONTH),
        claims=(Claim("TRK-206", "sm is already the new month", _month_of_utc),),
        account=Expected({"stored": 1}),
        starts=lambda scene: scene.month_end_ms + 3 * HOUR_MS,
        settings=Settings(timezone="America/Los_Angeles"),
        needs_next_month=True,
    ),
    Scenario(
        name="month-of-a-wrong-clock",
        title="The visitor's clock is two months ahead",
        acts=(Go("/clicked"), Click("#call")),
        claims=(Claim("HAZ-336", "every event is lost", _clock_ahead),),
        account=Expected({"lost for want of a partition": 2}, {"lost for want of a partition": 1}),
        pages={"/clicked": page(TAG + STAYS, PHONE)},
        starts=lambda scene: scene.month_end_ms + 40 * DAY_MS,
    ),
)
