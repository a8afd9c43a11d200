"""Visits of any kind: clicks, time, offline spells, answers, reloads, further tabs, crashes, in any order.

The tracker's own file in the embedded engine. After each act the invariants of `visit_invariants` hold of what was
written down; at the end the account closes: no event without a fate.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from simulator.judge.account import account
from simulator.page.acts import (
    Act,
    AtOnce,
    Back,
    Beacons,
    Click,
    Close,
    Crash,
    Cut,
    Down,
    Elapse,
    Go,
    Heal,
    Leave,
    Offline,
    Reload,
    Run,
    Scroll,
    SetClock,
    Up,
    Wire,
)
from simulator.page.stage import FastStage
from simulator.page.theatre import Terms, open_theatre
from simulator.proxy.faults import Answer, Delay, DropAnswer, ResetAfterBody, ResetBeforeBody, ResetInAnswer, Rule
from tests.properties.hard_cases import HardCases
from tests.properties.visit_invariants import Watch
from tests.simulator.page.playing import TRACKER, Scene

MINUTE_MS = 60_000
HARD = HardCases()
WIRES = (
    (),
    (Rule(Answer(500)),),
    (Rule(Answer(429)),),
    (Rule(Answer(400)),),
    (Rule(Answer(204)),),
    (Rule(DropAnswer(), count=1),),
    (Rule(DropAnswer()),),
    (Rule(ResetAfterBody(), count=2),),
    (Rule(ResetBeforeBody(), from_match=2),),
    (Rule(ResetInAnswer(2)),),
    (Rule(Delay(answer_ms=40), body=b"heartbeat"),),
    (Rule(Answer(500, delay_ms=70), from_match=2, count=3),),
)
LINKS = ("#phone", "#whatsapp-scheme", "#phone-and-whatsapp", "#phone-icon", "h1", "#to-contact")
ELAPSED_MS = (1, 1_000, 29_999, 30_000, 10 * MINUTE_MS)
CLOCKS_MS = (-30 * MINUTE_MS, 60 * MINUTE_MS, 25 * 60 * MINUTE_MS, 60 * 24 * 60 * MINUTE_MS)
# Queued 7 s apart, so that no heartbeat falls between: equal bodies could not be told apart.
APART_MS = 7_000
AWAY_MS = (1_000, *(60 * MINUTE_MS - late * APART_MS - early for late in range(4) for early in (0, 1)))
MODES = ("real", "false", "undefined", "absent", "throws", "alternating")
tabs = st.sampled_from(("main", "main", "two"))


class Visits(RuleBasedStateMachine):
    """One visitor, two tabs, and everything that can happen to them."""

    @initialize(seed=st.integers(0, 2**32), second=st.booleans())
    def begins(self, seed: int, second: bool) -> None:  # noqa: FBT001 - a drawn value
        """A page is open, or two."""
        self.stage = FastStage(open_theatre(Scene(()), Terms(TRACKER, seed=seed)))
        self.watch = Watch(HARD)
        self.perform(Go())
        if second:
            self.perform(Go("/second", "two"))

    def perform(self, act: Act) -> None:
        """Do it a moment later, and look at what was written down.

        No two acts fall into one millisecond: queue items that are equal byte for byte could not be told apart.
        """
        self.stage.perform(Elapse(1))
        self.stage.perform(act)
        self.watch.read(self.stage.notebook.visit)
        self.watch.thrown_in_a_drain()
        assert [] == [one for one in self.stage.notebook.visit.failures() if not one.failed.startswith(_EXCUSED)]

    def is_open(self, tab: str) -> bool:
        """Whether a tab shows a page of ours."""
        return tab in self.stage.browser.tabs and self.stage.browser.tabs[tab].url.startswith("http://site.")

    @rule(tab=tabs, page=st.sampled_from(("/", "/", "/second", "/?gclid=x")))
    def goes(self, tab: str, page: str) -> None:
        """An address is typed in, in an open tab or a new one."""
        self.perform(Go(page, tab))

    @rule(tab=tabs, link=st.sampled_from(LINKS))
    def clicks(self, tab: str, link: str) -> None:
        """A link that keeps the page, or a heading."""
        if self.is_open(tab):
            self.perform(Click(link, tab))

    @rule(tab=tabs, percent=st.integers(0, 100))
    def scrolls(self, tab: str, percent: int) -> None:
        """To where a percentage was seen."""
        if self.is_open(tab):
            self.perform(Scroll(percent=percent, tab=tab))

    @rule(tab=tabs, count=st.sampled_from((1, 1, 2, 12)))
    def sends(self, tab: str, count: int) -> None:
        """Events by hand, one or many in one task."""
        if self.is_open(tab):
            send = "window.opmantik?.send('custom', 'sent', 'x' + i)"
            self.perform(Run(f"for (let i = 0; i < {count}; i++) {send}", tab=tab))

    @rule(milliseconds=st.sampled_from(ELAPSED_MS))
    def waits(self, milliseconds: int) -> None:
        """Time passes."""
        self.perform(Elapse(milliseconds))

    @rule(by_ms=st.sampled_from(CLOCKS_MS))
    def sets_the_clock(self, by_ms: int) -> None:
        """The machine's clock is set."""
        self.watch.clock_was_set = True
        now_ms = self.stage.clock.date_ms
        self.perform(SetClock(lambda _scene: now_ms + by_ms))

    @rule(mode=st.sampled_from(MODES), from_call=st.integers(1, 3))
    def beacons_are(self, mode: Any, from_call: int) -> None:
        """The browser takes beacons, or does not."""
        self.perform(Beacons(mode, from_call))

    @rule(rules=st.sampled_from(WIRES))
    def answers_are(self, rules: tuple[Rule, ...]) -> None:
        """The wire answers, or does not."""
        self.perform(Wire(rules))

    @rule(trouble=st.sampled_from((Cut(), Down(), Offline())), minutes=st.integers(0, 3))
    def is_away(self, trouble: Act, minutes: int) -> None:
        """A spell without a connection, in which time passes; it ends."""
        self.perform(trouble)
        self.perform(Elapse(minutes * MINUTE_MS))
        self.perform(AtOnce((Heal(), Up(), Offline(offline=False))))
        HARD.met("spells without a connection")

    @rule(tab=tabs)
    def reloads(self, tab: str) -> None:
        """The page is loaded again."""
        if self.is_open(tab):
            self.perform(Reload(tab))

    @rule(tab=tabs)
    def goes_back(self, tab: str) -> None:
        """One step back in history."""
        if self.is_open(tab):
            self.perform(Back(tab))

    @rule()
    @precondition(lambda self: self.is_open("main"))
    def leaves(self) -> None:
        """To about:blank and again to the page."""
        self.perform(Leave())
        self.perform(Go())

    @rule(tab=tabs, act=st.sampled_from((Close, Crash)), asked=st.booleans())
    def ends(self, tab: str, act: Any, asked: bool) -> None:  # noqa: FBT001 - a drawn value
        """The tab is closed, or dies."""
        if tab in self.stage.browser.tabs:
            self.perform(Close(tab, before_unload=asked) if act is Close else Crash(tab))
            self.watch.tab_is_another(tab)
            HARD.met("tabs that died", act is Crash)

    def teardown(self) -> None:
        """The account closes, whatever happened."""
        if hasattr(self, "stage"):
            HARD.met("two tabs at the end", len(self.stage.browser.tabs) > 1)
            closed = account(self.stage.finish())
            assert () == closed.unexplained
            for fate, count in closed.events.items():
                if fate in _HARD_FATES:
                    HARD.met(fate, count)
            HARD.met("copies too many", closed.surplus)


_EXCUSED = ("nothing matches ", "net::ERR_")
_HARD_FATES = ("evicted", "expired", "still queued", "lost by the browser: offline", "lost by the browser: thrown")


def test_whatever_happens_the_invariants_hold_and_the_account_closes() -> None:
    """Any visit: the clauses' invariants after each act, and every event with one fate at the end."""
    examples = settings.default.max_examples // 2
    run_state_machine_as_test(Visits, settings=settings(max_examples=examples, stateful_step_count=30))
    # Which visits are drawn depends on the modules that are loaded, so what is met is asked for with room to spare.
    often = {"items queued": 5, "spells without a connection": 20, "lost by the browser: offline": 5}
    met = dict.fromkeys(("a full queue", "evicted", "still queued", "two tabs at the end", "tabs that died"), 1)
    # What a drain meets is asked for below, where it is not left to chance.
    perhaps = ("items past their time", "items drained", "items refused in a drain", "drains that threw", "expired")
    rare = ("events of a month without a partition", "lost by the browser: thrown", "copies too many")
    HARD.require({**often, **met, **dict.fromkeys((*perhaps, *rare), 0)})


def test_what_was_queued_is_drained_in_order_and_in_time() -> None:
    """Whatever was queued, however long ago and however sendBeacon behaves by then: the drain is the clauses'."""
    hard = HardCases()

    @given(
        counts=st.lists(st.integers(1, 5), min_size=1, max_size=4),
        mode=st.sampled_from(MODES),
        from_call=st.integers(1, 3),
        away_ms=st.sampled_from(AWAY_MS),
    )
    def property_holds(counts: list[int], mode: Any, from_call: int, away_ms: int) -> None:
        watch, stage = Watch(hard), FastStage(open_theatre(Scene(()), Terms(TRACKER)))
        send = "for (let i = 0; i < {}; i++) opmantik.send('custom', 'failed', '{} ' + i)"
        failing = [one for at, count in enumerate(counts) for one in (Run(send.format(count, at)), Elapse(APART_MS))]
        later = (Leave(), Wire(), Beacons(mode, from_call), Elapse(away_ms), Go(), Beacons("real"), Reload())
        for act in (Go(), Beacons("false"), Wire((Rule(Answer(500)),)), *failing, *later):
            stage.perform(act)
            watch.read(stage.notebook.visit)
            watch.thrown_in_a_drain()
        assert () == account(stage.finish()).unexplained

    property_holds()
    names = ("items queued", "items past their time", "items drained", "items refused in a drain")
    met = {"a full queue": 5, "drains that threw": 3, "events of a month without a partition": 0}
    hard.require({**dict.fromkeys(names, 20), **met})
