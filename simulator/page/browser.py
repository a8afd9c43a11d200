"""One browser: documents come and go, their tasks run, and what a task set off is carried out.

It decides the order in which a page is left, asked for, and begun, and who runs when a clock moves. It knows the
network and the shelves by their words, no fault, no gateway and no scenario.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from simulator.judge.visit import Left, Loaded
from simulator.page.effects import EFFECTS
from simulator.page.engine import Engine
from simulator.page.markup import pieces_of
from simulator.page.requests import Asked, referrer_for
from simulator.page.tabs import ERROR_PAGE, Document, Entry, Machine, Tab, given, sender_of
from simulator.page.zones import offsets

if TYPE_CHECKING:
    from random import Random

    from simulator.page.engine import Effect
    from simulator.page.network import Heard, Network
    from simulator.page.notebook import Notebook
    from simulator.page.shelves import Shelves
    from simulator.page.timeline import Timeline

CALL_US: Final = 200  # what a page needs from one call that leaves it to the next
FORM: Final = "application/x-www-form-urlencoded"
EXTERNAL: Final = re.compile(r"(?!https?:|about:|blob:|data:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass
class Clock:
    """The pages' clock: what `Date` says, and what timers go by."""

    date_ms: int
    monotonic_ms: int = 0

    def pass_by(self, milliseconds: int) -> None:
        """Let time pass."""
        self.date_ms += milliseconds
        self.monotonic_ms += milliseconds


@dataclass
class Browser:
    """A browser with its tabs, by name. `ran` holds what evaluated expressions came to, by number."""

    timeline: Timeline
    network: Network
    shelves: Shelves
    notebook: Notebook
    machine: Machine
    clock: Clock
    random: Random
    tabs: dict[str, Tab] = field(default_factory=dict)
    ran: dict[int, dict[str, Any]] = field(default_factory=dict)
    to_name: str = ""
    _renderers: int = 0
    _busy_until_us: dict[int, int] = field(default_factory=dict)

    # ---- tabs -------------------------------------------------------------------------------------------------------

    def open(self, name: str, opener: Tab | None = None) -> Tab:
        """Open an empty tab; one with an opener shares its renderer and gets a copy of its session."""
        if opener is None:
            self._renderers += 1
        tab = Tab(name, opener.renderer if opener else self._renderers, has_opener=opener is not None)
        if opener:
            tab.session = {origin: dict(area) for origin, area in opener.session.items()}
        self.tabs[name] = tab
        return tab

    def name_for_new(self) -> str:
        """Give the name an act announced, or the next number."""
        name, self.to_name = self.to_name, ""
        return name or f"tab {len(self.tabs) + 1}"

    def close(self, tab: Tab, how: str) -> None:
        """Close a tab, or let its renderer die."""
        if how != "crashed":
            self._put_away(tab, how)
        elif tab.document:
            self._end(tab.document, "crashed", says_goodbye=False)
        tab.going += 1
        self.tabs.pop(tab.name, None)

    def documents(self) -> list[Document]:
        """Give every document whose scripts run."""
        shown = [tab.document for tab in self.tabs.values() if tab.document]
        return [one for document in shown for one in document.family() if one.alive]

    # ---- tasks ------------------------------------------------------------------------------------------------------

    def task(self, document: Document, name: str, facts: Any = None) -> Any:
        """Let a document do one task, and carry out what it set off."""
        if document.engine is None:
            return None
        self._tell_news(document)
        result, effects = document.engine.step(name, facts)
        self.carry_out(document, effects)
        return result

    def run_script(self, document: Document, number: int, source: str, *, module: bool) -> None:
        """Run a script element's text in a document."""
        if document.engine is not None:
            self.carry_out(document, document.engine.run(number, source, module=module))

    def _tell_news(self, document: Document) -> None:
        now = (self.clock.date_ms, self.clock.monotonic_ms)
        if document.clock != now and document.engine:
            document.clock = now
            document.engine.step("clock", now)
        if document.changes and document.engine:
            changes, document.changes = document.changes, []
            self.carry_out(document, document.engine.step("storage", changes)[1])

    def carry_out(self, document: Document, effects: list[Effect]) -> None:
        """Do what a task asked for, in order; first of all it is heard, for what is done may set off more to hear."""
        for kind, *facts in effects:
            if kind == "said":
                self._hear(document, facts[0])
        for kind, *facts in effects:
            if kind == "send":
                self.send(document, facts[0])
            elif kind != "said":
                EFFECTS[kind](self, document, *facts)

    def _hear(self, document: Document, text: str) -> None:
        if self.notebook.hear(document.tab, text) and document.page == 0:
            record = self.notebook.visit.records[-1]
            if isinstance(record, Loaded):
                document.page = record.page

    def send(self, document: Document, request: dict[str, Any]) -> None:
        """Let a document's call leave, a little after the one before it of the same renderer."""
        number = request.pop("flight")
        leaves_us = max(self.timeline.now_us, self._busy_until_us.get(document.renderer, 0))
        self._busy_until_us[document.renderer] = leaves_us + CALL_US
        delay_us = leaves_us - self.timeline.now_us

        def told(heard: Heard | None, _failure: str) -> None:
            document.flights.pop(number, None)
            answer = {"status": heard.status, "headers": heard.headers, "body": heard.body} if heard else None
            if document.alive:
                self.task(document, "landed", (number, answer))

        document.flights[number] = self.network.begin(Asked(**request), document, told, delay_us)

    def fire_timers(self, until_ms: int) -> bool:
        """Let time pass to the next timer due by then, and fire it; False where there is none."""
        documents = self.documents()
        moments = [one.engine.next_due_ms if one.engine else None for one in documents]
        due = [(moment, at) for at, moment in enumerate(moments) if moment is not None and moment <= until_ms]
        if not due:
            return False
        moment, at = min(due)
        document = documents[at]
        self.clock.pass_by(max(0, int(moment) - self.clock.monotonic_ms))
        self.task(document, "timer")
        return True

    # ---- journeys ---------------------------------------------------------------------------------------------------

    def go(self, tab: Tab, url: str, *, replace: bool = False, referrer: str = "", body: str | None = None) -> bool:
        """Leave what a tab shows for an address. False where the visitor stays, asked or because nothing is loaded."""
        if not self.ask_to_leave(tab) or EXTERNAL.match(url):
            return False
        self._travel(tab, Entry(url, referrer), replace=replace, body=body)
        return True

    def go_back(self, tab: Tab, by: int) -> bool:
        """Go through a tab's history."""
        at = tab.at + by
        if not 0 <= at < len(tab.history):
            return False
        entry, now = tab.history[at], tab.history[tab.at]
        if entry.document is not None and entry.document is now.document:
            tab.at = at
            self._move(entry.document, entry.url)
            self.task(entry.document, "popped", (entry.url, entry.state))
        elif self.ask_to_leave(tab):
            tab.going += 1
            journey = tab.going
            if entry.kept:
                self.timeline.after(0, lambda: self._restore(tab, at, journey))
            else:
                self._ask_for(tab, entry, journey, None, lambda heard: self._commit(tab, entry, journey, heard, at))
        return True

    def ask_to_leave(self, tab: Tab) -> bool:
        """Fire `beforeunload`; False where the visitor is asked and stays."""
        if tab.document is None:
            return True
        asked = [self.task(one, "leaving") for one in tab.document.family() if one.alive]
        return not any(asked)

    def _travel(self, tab: Tab, entry: Entry, *, replace: bool, body: str | None) -> None:
        tab.going += 1
        journey = tab.going
        at = tab.at if replace and tab.at >= 0 else tab.at + 1
        self._ask_for(tab, entry, journey, body, lambda heard: self._commit(tab, entry, journey, heard, at))

    def _ask_for(self, tab: Tab, entry: Entry, journey: int, body: str | None, come: Any) -> None:
        tab.failure = ""
        if entry.url.startswith("about:"):
            self.timeline.after(0, lambda: come(None))
            return
        sender = sender_of(entry.referrer, self.machine)
        asker = Document(tab.name, tab.renderer, sender, entry.referrer)
        asked = Asked("page", entry.url)
        if body is not None:
            asked = replace(asked, method="POST", headers={"content-type": FORM}, body=body)

        def told(heard: Heard | None, failure: str) -> None:
            if journey == tab.going:
                tab.failure = failure
                come(heard)

        self.network.begin(asked, asker, told)

    def _commit(self, tab: Tab, entry: Entry, journey: int, heard: Heard | None, at: int) -> None:
        if journey != tab.going:
            return
        self._put_away(tab, "navigated")
        tab.arrived = journey
        tab.history[at:] = [entry, *tab.history[at + 1 :]] if at < tab.at else [entry]
        tab.at = at
        url = entry.url if heard or entry.url.startswith("about:") else ERROR_PAGE
        policy = heard.headers.get("content-security-policy", "") if heard else ""
        sender = sender_of(url, self.machine, policy=policy)
        entry.document = tab.document = Document(tab.name, tab.renderer, sender, url)
        self._begin(tab, tab.document, heard.body if heard else "", entry.referrer)

    def _restore(self, tab: Tab, at: int, journey: int) -> None:
        if journey != tab.going:
            return
        self._put_away(tab, "navigated")
        tab.arrived, tab.at = journey, at
        tab.document, tab.history[at].kept = tab.history[at].document, False
        if tab.document:
            self.task(tab.document, "shown")

    def _begin(self, tab: Tab, document: Document, text: str, referrer: str) -> None:
        document.engine = Engine(
            given(
                document,
                self.machine,
                date_ms=self.clock.date_ms,
                monotonic_ms=self.clock.monotonic_ms,
                zone=self._zone(),
                seed=self.random.getrandbits(52),
                storage=self._storage(tab, document),
                referrer=referrer_for(referrer, document.url),
                cookies=self.network.cookies.sent(document.url, document.url),
                online=not self.network.offline,
                history=max(1, len(tab.history)),
                opener=tab.has_opener,
            )
        )
        document.clock = (self.clock.date_ms, self.clock.monotonic_ms)
        may_run = document.sandbox is None or "allow-scripts" in document.sandbox.split()
        self.task(document, "parse", pieces_of(text) if may_run else ())

    def _zone(self) -> tuple[tuple[int, int], ...]:
        # The year only: a page's clock stays within the list's three years, or its offset is that of an end.
        return offsets(self.machine.timezone, 1970 + self.clock.date_ms // 31_556_952_000)

    def _storage(self, tab: Tab, document: Document) -> dict[str, list[tuple[str, str]]] | None:
        if document.origin == "null":
            return None
        view = self.shelves.view(document.renderer, document.origin)
        view.read_by(document)
        session = tab.session.setdefault(document.origin, {})
        return {"local": list(view.area.items()), "session": list(session.items())}

    # ---- frames -----------------------------------------------------------------------------------------------------

    def open_frame(self, parent: Document, number: int, url: str, sandbox: str | None) -> None:
        """Load a frame's document."""
        tab = self.tabs.get(parent.tab)
        if tab is None:
            return
        sender = sender_of(url, self.machine, sandbox=sandbox)
        frame = Document(parent.tab, parent.renderer, sender, url, parent=parent, frame_number=number, sandbox=sandbox)
        parent.frames.append(frame)
        begin = partial(self._begin, tab, frame)
        if url.startswith("about:"):
            begin("", parent.url)
            return

        def told(heard: Heard | None, _failure: str) -> None:
            if parent.alive:
                begin(heard.body if heard else "", parent.url)

        self.network.begin(Asked("frame", url), parent, told)

    # ---- endings ----------------------------------------------------------------------------------------------------

    def _put_away(self, tab: Tab, how: str) -> None:
        document = tab.document
        if document is None:
            return
        tab.document = None
        entry = next((one for one in tab.history if one.document is document), None)
        if entry and self.machine.bfcache and how == "navigated" and document.page:
            self.task(document, "hidden", True)  # noqa: FBT003 - persisted
            self._note_left(document, how)
            for one in tab.history:
                one.kept = one.kept or one.document is document
        else:
            self._end(document, how, says_goodbye=True)

    def _end(self, document: Document, how: str, *, says_goodbye: bool) -> None:
        for one in document.family():
            if says_goodbye:
                self.task(one, "hidden", False)  # noqa: FBT003 - persisted
            one.engine = None
            for flight in list(one.flights.values()):
                if not flight.asked.keepalive:
                    self.network.abandon(flight)
        self._note_left(document, how)

    def _note_left(self, document: Document, how: str) -> None:
        if document.page:
            facts = {"tab": document.tab, "page": document.page, "how": how}
            self.notebook.write(Left, at_ms=self.clock.date_ms, **facts)

    def _move(self, document: Document, url: str) -> None:
        document.url = url
        document.sender = sender_of(url, self.machine, sandbox=document.sandbox, policy=document.sender.policy)


