"""Acts played in the engine: one scenario, everything it sets off written down, under virtual time.

It decides how each act is done and when what it set off has come to its end: when nothing is to come any more on the
wire. It must not know claims or scenarios; the same acts are played in a real browser elsewhere and mean the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simulator.judge import besides
from simulator.judge.visit import ENDPOINT, Acted, Arrived, Awaited, Held, Ran, Read, Visit
from simulator.page import acts
from simulator.page.acts import BLANK_PATH, told
from simulator.page.engine import TASK_S_MAX, Blocked, StepFailed
from simulator.page.theatre import ScenarioLike, Terms, Theatre, open_theatre, stream
from simulator.proxy.faults import Refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.page.browser import Browser
    from simulator.page.tabs import Document, Tab
    from simulator.proxy.faults import Rule


class CannotBeDone(Exception):
    """An act asks for what is not there; it is written down and the visit goes on."""


class NeverRests(Exception):
    """A page does one and the same thing again and again; it is written down."""


class FastStage:
    """A scenario being played."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.scene = theatre.scene
        self.network = theatre.network
        self.timeline = theatre.timeline
        self.clock = theatre.clock
        self.notebook = theatre.notebook
        self.wire: tuple[Rule, ...] = ()
        self.order_wire()
        self._evaluated = 0
        self._order = stream(theatre.terms.seed, "order")
        self._side_by_side = False

    @property
    def browser(self) -> Browser:
        """The browser of the visitor who is here now."""
        return self.theatre.browser

    def perform(self, act: acts.Act) -> None:
        """Do one act and let what it set off come to its end; what cannot be done is written down."""
        together = isinstance(act, acts.AtOnce) and act.together
        several = list(act.acts) if isinstance(act, acts.AtOnce) else [act]
        if together:
            self._order.shuffle(several)
        self._side_by_side = together
        for one in several:
            self._do(one)
        self._side_by_side = False
        self.settle()

    def settle(self) -> None:
        """Let everything that is to come happen; what hangs stays."""
        self.happen()

    def happen(self, until: Callable[[], bool] | None = None) -> None:
        """Let things happen until nothing is to come, or something is true; `NeverRests` where there is no end."""
        self.timeline.run(lambda: self.notebook.restless or (until is not None and until()))
        if self.notebook.restless:
            raise NeverRests

    def visit_now(self) -> Visit:
        """Give all that is known so far, requests under way included."""
        server = self.theatre.server
        under_way = [Arrived(number=0, **server.arrived(one)) for one in server.under_way if one.at_endpoint]
        return Visit([*self.notebook.visit.records, *under_way])

    def look(self, mark: str) -> None:
        """Write down every tab's storage."""
        for name, tab in self.browser.tabs.items():
            document, area = tab.document, self._held(tab)
            if document is not None:
                self.browser.task(document, "names")
                self.notebook.write(Held, at_ms=self.clock.date_ms, mark=mark, tab=name, **area)

    def _held(self, tab: Tab) -> dict[str, Any]:
        document = tab.document
        if document is None or document.origin == "null":
            return {"local": None, "session": None}
        view = self.browser.shelves.view(document.renderer, document.origin)
        return {"local": dict(view.area), "session": dict(tab.session.get(document.origin, {}))}

    def read_rows(self) -> None:
        """Write down all rows."""
        store = self.theatre.store
        self.notebook.write(Read, at_ms=self.clock.date_ms, months=store.months, **store.read())

    def finish(self) -> Visit:
        """Take the last look, and close."""
        self.look("end")
        return self.close()

    def close(self) -> Visit:
        """Read the rows, and write down what is still under way."""
        self.read_rows()
        for exchange in list(self.theatre.server.under_way):
            if exchange.at_endpoint:
                self.notebook.write(Arrived, **self.theatre.server.arrived(exchange))
        self.network.finish()
        return self.notebook.visit

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _do(self, act: acts.Act) -> None:
        before = len(self.notebook.visit.records)
        acted = self.notebook.write(Acted, at_ms=self.clock.date_ms, what=in_words(act), tab=getattr(act, "tab", ""))
        try:
            PLAYED[type(act)](self, act)
        except (CannotBeDone, StepFailed) as error:
            self.notebook.visit.records[before] = replace(acted, failed=str(error)[:300])

    def tab(self, name: str) -> Tab:
        """Give an open tab."""
        if name not in self.browser.tabs:
            raise CannotBeDone(f"no tab named {name} is open")
        return self.browser.tabs[name]

    def tab_to_load(self, name: str) -> Tab:
        """Give a tab, opened if it is not there."""
        return self.browser.tabs.get(name) or self.browser.open(name)

    def document(self, name: str) -> Document:
        """Give what a tab shows, once it is there."""
        tab = self.tab(name)
        if tab.document is None:
            self.wait_for(tab)
        if tab.document is None or not tab.document.alive:
            raise CannotBeDone(f"the tab named {name} shows nothing that could be acted upon")
        return tab.document

    def wait_for(self, tab: Tab) -> None:
        """Let things happen until a tab's page has loaded; CannotBeDone where it could not be loaded.

        Of acts that are done side by side none waits for its page.
        """
        self.happen(lambda: tab.settled or self._side_by_side)
        if tab.failure:
            raise CannotBeDone(tab.failure)

    def order_wire(self) -> None:
        """Put the scenario's rules in force; only the endpoint is struck by those that name no path."""
        at_endpoint = [
            rule if rule.path or isinstance(rule.fault, Refuse) else replace(rule, path=ENDPOINT) for rule in self.wire
        ]
        self.theatre.server.set_rules(tuple(at_endpoint))

    def evaluate(self, tab: str, script: str) -> dict[str, Any]:
        """Evaluate an expression in a tab, and wait for what it promised."""
        document = self.document(tab)
        self._evaluated += 1
        number = self._evaluated
        self.browser.task(document, "evaluate", (number, script))
        self.happen(lambda: number in self.browser.ran or not document.alive)
        return self.browser.ran.pop(number, {})


def _go(stage: FastStage, act: acts.Go) -> None:
    tab, address = stage.tab_to_load(act.tab), told(act.address, stage.scene)
    url = address if "://" in address else stage.scene.origin + address
    if _only_fragment(tab.url, url):
        stage.evaluate(act.tab, f"void (location.href = {url!r})")
    elif stage.browser.go(tab, url):
        stage.wait_for(tab)


def _only_fragment(old: str, new: str) -> bool:
    return "#" in new and old.partition("#")[0] == new.partition("#")[0]


def _reload(stage: FastStage, act: acts.Reload) -> None:
    tab = stage.tab(act.tab)
    entry = tab.history[tab.at]
    if stage.browser.go(tab, entry.url, replace=True, referrer=entry.referrer):
        stage.wait_for(tab)


def _back(stage: FastStage, act: acts.Back) -> None:
    tab = stage.tab(act.tab)
    if stage.browser.go_back(tab, -1):
        stage.happen(lambda: tab.arrived == tab.going)


def _leave(stage: FastStage, act: acts.Leave) -> None:
    tab = stage.tab(act.tab)
    left = stage.browser.go(tab, "about:blank")
    if left and act.stays:
        raise CannotBeDone("the page does not ask, and is left")
    if left:
        stage.wait_for(tab)


def _close(stage: FastStage, act: acts.Close) -> None:
    tab = stage.tab(act.tab)
    if not act.before_unload or stage.browser.ask_to_leave(tab):
        stage.browser.close(tab, "closed")


def _crash(stage: FastStage, act: acts.Crash) -> None:
    stage.browser.close(stage.tab(act.tab), "crashed")


def _click(stage: FastStage, act: acts.Click) -> None:
    how = {"button": 1 if act.button == "middle" else 0, "ctrlKey": act.with_control}
    document = stage.document(act.tab)
    _announcing(stage, act.opens, lambda: stage.browser.task(document, "click", (act.selector, how)), act.selector)


def _announcing(stage: FastStage, opens: str, act: Callable[[], Any], selector: str = "") -> None:
    stage.browser.to_name = opens
    done = act()
    stage.browser.to_name = ""
    if selector and done is False:
        raise CannotBeDone(f"nothing matches {selector}")
    if opens:
        stage.wait_for(stage.tab(opens))


def _run(stage: FastStage, act: acts.Run) -> None:
    given: dict[str, Any] = {}
    script = told(act.script, stage.scene)
    _announcing(stage, act.opens, lambda: given.update(stage.evaluate(act.tab, script)))
    if act.keep:
        kept = {"value": given.get("value"), "error": given.get("error", "")}
        stage.notebook.write(Ran, at_ms=stage.clock.date_ms, tab=act.tab, name=act.keep, **kept)


def _scroll(stage: FastStage, act: acts.Scroll) -> None:
    document = stage.document(act.tab)
    y = act.y if act.percent is None else stage.browser.task(document, "percent", act.percent)
    stage.browser.task(document, "scroll", y)


def _seed(stage: FastStage, act: acts.Seed) -> None:
    tab, blank = stage.tab_to_load(act.tab), stage.scene.origin + BLANK_PATH
    if tab.url != blank and stage.browser.go(tab, blank):
        stage.wait_for(tab)
    stage.browser.task(stage.document(act.tab), "put", (act.area, act.key, told(act.value, stage.scene)))


def _elapse(stage: FastStage, act: acts.Elapse) -> None:
    until_ms = stage.clock.monotonic_ms + act.milliseconds
    while stage.browser.fire_timers(until_ms):
        stage.settle()
    stage.clock.pass_by(until_ms - stage.clock.monotonic_ms)


def _set_clock(stage: FastStage, act: acts.SetClock) -> None:
    stage.clock.date_ms = act.moment(stage.scene)


def _beacons(stage: FastStage, act: acts.Beacons) -> None:
    stage.theatre.beacons = act
    stage.order_wire()
    for tab in stage.browser.tabs.values():
        if tab.document and tab.document.alive:
            stage.browser.task(tab.document, "beacons", (act.mode, act.from_call, act.calls))


def _wire(stage: FastStage, act: acts.Wire) -> None:
    stage.wire = act.rules
    stage.order_wire()


def _cut(stage: FastStage, _act: acts.Cut) -> None:
    stage.theatre.server.is_cut = True
    stage.network.cut()


def _heal(stage: FastStage, _act: acts.Heal) -> None:
    stage.theatre.server.is_cut = False


def _down(stage: FastStage, _act: acts.Down) -> None:
    stage.theatre.server.listening = False
    stage.network.cut()


def _up(stage: FastStage, _act: acts.Up) -> None:
    stage.theatre.server.listening = True


def _offline(stage: FastStage, act: acts.Offline) -> None:
    stage.network.offline = act.offline
    for document in stage.browser.documents():
        stage.browser.task(document, "online", not act.offline)


def _await(stage: FastStage, act: acts.Await) -> None:
    stage.happen(lambda: bool(act.until(stage.visit_now())))
    seen = bool(act.until(stage.visit_now()))
    stage.notebook.write(Awaited, at_ms=stage.clock.date_ms, words=act.words, seen=seen)


def _new_visitor(stage: FastStage, act: acts.NewVisitor) -> None:
    given = {name: value for name, value in vars(act).items() if value is not None}
    stage.theatre.welcome(replace(stage.browser.machine, **given))


def _look(stage: FastStage, act: acts.Look) -> None:
    stage.settle()
    stage.look(act.mark)


PLAYED: dict[type, Callable[[FastStage, Any], None]] = {
    acts.Go: _go,
    acts.Reload: _reload,
    acts.Back: _back,
    acts.Leave: _leave,
    acts.Close: _close,
    acts.Crash: _crash,
    acts.Click: _click,
    acts.Run: _run,
    acts.Scroll: _scroll,
    acts.Seed: _seed,
    acts.Elapse: _elapse,
    acts.SetClock: _set_clock,
    acts.Beacons: _beacons,
    acts.Wire: _wire,
    acts.Cut: _cut,
    acts.Heal: _heal,
    acts.Down: _down,
    acts.Up: _up,
    acts.Offline: _offline,
    acts.Await: _await,
    acts.NewVisitor: _new_visitor,
    acts.Look: _look,
}


def in_words(act: acts.Act) -> str:
    """Give an act as people read it: its name and what was said of it."""
    said = [one for one in vars(act).values() if isinstance(one, str | int | float) and one is not False and one != ""]
    return " ".join([type(act).__name__.lower(), *map(str, said)])[:200]


def play(scenario: ScenarioLike, terms: Terms) -> Visit:
    """Play a scenario from its first act to its last row."""
    stage = FastStage(open_theatre(scenario, terms))
    try:
        for act in scenario.acts:
            stage.perform(act)
    except Blocked:
        # Nothing more can be done with it.
        stage.notebook.write(besides.Blocked, at_ms=stage.clock.date_ms, tab="a page", seconds=TASK_S_MAX)
        return stage.close()
    except NeverRests:
        return stage.close()
    return stage.finish()
