"""The scenarios as the judge's checks, and the browser they are played in: importing this registers both.

It decides what of a scenario's end is the tracker's and what nobody knows. One check is one clause of one scenario;
the scenario itself is played once.
"""

from __future__ import annotations

import os
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from browser_tests.engines import find_engine
from browser_tests.everywhere import EVERYWHERE, Everywhere, cause_of, explains, judge
from browser_tests.scenario import NoOccasion, NotPlayed, NotSeen
from browser_tests.scenarios import scenarios
from browser_tests.verdicts import past_the_spy, told, unmet
from simulator.judge.browser import OPENERS
from simulator.judge.check import Body, Check, Measurement, NotObservable, add
from simulator.judge.expect import Deviation
from simulator.judge.runner import TargetDied

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from browser_tests.performance import Performance
    from browser_tests.scenario import Scenario
    from browser_tests.theatre import Theatre
    from simulator.judge.browser import Browser, Wanted
    from simulator.judge.target import Target
    from simulator.judge.visit import Visit

# All of a run's scenarios wait for one browser; a single act has a limit of its own.
PATIENCE_S = 900.0
EVERY_SCENARIO = "every-scenario"
# What is claimed everywhere is judged by all that a run plays, and at least by these.
DAILY = ("page-view", "every-kind-of-event", "phone-link", "queue-form")


@dataclass(frozen=True)
class JudgedBrowser:
    """A theatre as the judge knows it; what was played is told to the run's stream of events."""

    theatre: Theatre
    wanted: Wanted

    def why_not(self, scenario: Scenario) -> str:
        """See Browser."""
        ground = self.theatre.ground
        if scenario.needs_next_month and not ground.own_origin:
            return "the database is not the harness's own: next month's partition cannot be made there"
        if scenario.needs_own_origin and not ground.own_origin:
            return "the gateway is not the bundled one: it is told an origin that it allows, not that of the pages"
        if not ground.bench.site and not ground.bench.sites:
            return "no site of this target is known: name one with --site"
        return scenario.not_in.get(self.theatre.terms.engine.name, "")

    async def visits(self, scenario: Scenario) -> Sequence[Visit]:
        """See Browser."""
        return [one.visit for one in await self.theatre.seen(scenario)]

    async def all_seen(self) -> Sequence[tuple[Scenario, Sequence[Visit]]]:
        """See Browser."""
        played = await self.theatre.all_seen()
        return [(scenarios()[name], [one.visit for one in found]) for name, found in played.items()]

    async def died(self) -> str | None:
        """See Browser."""
        return await self.theatre.ground.bench.died()


@asynccontextmanager
async def open_browser(wanted: Wanted) -> AsyncIterator[JudgedBrowser]:
    """Open a theatre on the target of a run; `BrowserMissing` where there is no browser."""
    engine = find_engine("chromium", os.environ)
    # Playwright takes a third of a second to import: only whoever judges a tracker waits for it.
    from browser_tests.theatre import Terms, open_theatre  # noqa: PLC0415

    terms = Terms(
        tracker=wanted.tracker,
        engine=engine,
        new_public_id=wanted.new_public_id,
        wall_ms=wanted.now_ms,
        directory=wanted.directory / "browser",
        played=lambda performance: wanted.tell("scenario_played", **in_facts(performance)),
    )
    async with open_theatre(wanted.bench, terms) as theatre:
        yield JudgedBrowser(theatre, wanted)


def in_facts(performance: Performance) -> dict[str, object]:
    """Give what a run's stream of events is told of one playing."""
    scenario, account = performance.scenario, performance.account
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "clauses": scenario.clauses,
        "directory": performance.directory.name if performance.directory else "",
        "events": dict(account.events),
        "intents": dict(account.intents),
        "surplus": account.surplus,
        "unexplained": list(account.unexplained),
    }


def _body(scenario: Scenario, clause: str) -> Body:
    async def judge(target: Target) -> Measurement | None:
        browser = target.browser
        if reason := browser.why_not(scenario):
            raise NotObservable(reason)
        visits = await _played(browser, scenario)
        if cause := next(filter(None, map(cause_of, visits)), ""):
            raise NotObservable(cause)
        try:
            return told(scenario, clause, visits)
        except (NotSeen, Deviation) as given:
            if died := await browser.died():
                raise TargetDied(died) from given
            if kept := unmet(visits):
                raise NotSeen(f"{given}; but {kept[0]}") from given
            if isinstance(given, Deviation) and (passed := past_the_spy(visits)):
                raise NotObservable(f"{passed}: {given}") from given
            if isinstance(given, NoOccasion) or (isinstance(given, Deviation) and clause.startswith("HAZ")):
                raise NotObservable(f"this tracker gives no occasion to see it: {given}") from given
            raise

    return judge


async def _played(browser: Browser, scenario: Scenario) -> Sequence[Visit]:
    try:
        return await browser.visits(scenario)
    except NotPlayed as cause:
        raise NotObservable(f"not played: {cause}") from cause


def _everywhere(claim: Everywhere) -> Body:
    async def judge_all(target: Target) -> None:
        browser = target.browser
        for name in DAILY:
            if not browser.why_not(scenarios()[name]):
                with suppress(NotObservable):
                    await _played(browser, scenarios()[name])
        played = [(one, visit) for one, visits in await browser.all_seen() for visit in visits]
        telling = [(scenario, visit) for scenario, visit in played if not explains(claim, visit)]
        if not telling:
            causes = [cause_of(visit) for _, visit in played] or [browser.why_not(scenarios()[DAILY[0]])]
            raise NotObservable(causes[0] or "no scenario was played to its end")
        for scenario, visit in telling:
            try:
                judge(claim, scenario, visit)
            except Deviation as found:
                raise Deviation(f"{scenario.name}: {found.what}", found.expected, found.seen) from found

    return judge_all


def _check(scenario: Scenario, clause: str) -> Check:
    claim = "; ".join(one.sentence for one in scenario.claims if one.clause == clause)
    return Check(
        name=f"browser.{scenario.name}.{clause}",
        clause=clause,
        claim=f"{scenario.title}: {claim}",
        body=_body(scenario, clause),
        needs=frozenset({"browser"}),
        exclusive=False,
        timeout_s=PATIENCE_S,
    )


def register() -> None:
    """Put every scenario's clauses into the judge's registry."""
    for scenario in scenarios().values():
        for clause in scenario.clauses:
            add(_check(scenario, clause))
    for claim in EVERYWHERE:
        add(
            Check(
                name=f"browser.{EVERY_SCENARIO}.{claim.clause}",
                clause=claim.clause,
                claim=f"In every scenario that is played: {claim.sentence}",
                body=_everywhere(claim),
                needs=frozenset({"browser"}),
                exclusive=False,
                timeout_s=PATIENCE_S,
            )
        )
    OPENERS.append(open_browser)


register()
