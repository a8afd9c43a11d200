"""What a document's task asked for, carried out: a table of effects by name, each a few lines.

It decides what each word of the outbox means. Sending and saying are the browser's own; everything else is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.page.requests import Asked
from simulator.page.shelves import put
from simulator.page.tabs import BLANK, Entry, sender_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.page.browser import Browser
    from simulator.page.network import Heard
    from simulator.page.tabs import Document, Tab


def _abort(browser: Browser, document: Document, number: int) -> None:
    flight = document.flights.pop(number, None)
    if flight:
        browser.network.abandon(flight)


def _unsent(browser: Browser, document: Document, request: dict[str, Any]) -> None:
    browser.network.keep_back(Asked(**request), document)


def _store(browser: Browser, document: Document, area: str, key: str, value: str | None) -> None:
    if area == "local":
        browser.shelves.write(document.renderer, document.origin, key, value)
        alike = [one for one in browser.documents() if one.renderer == document.renderer]
    else:
        tab = browser.tabs.get(document.tab)
        put(tab.session.setdefault(document.origin, {}) if tab else {}, key, value)
        alike = [one for one in browser.documents() if one.tab == document.tab]
    for one in alike:
        if one is not document and one.origin == document.origin:
            one.changes.append((area, key, value))


def _go(browser: Browser, document: Document, wish: dict[str, Any]) -> None:
    tab = browser.tabs.get(document.tab)
    if document.parent is not None:
        document.engine = None
        document.parent.frames.remove(document)
        browser.open_frame(document.parent, document.frame_number, wish["url"], document.sandbox)
    elif tab is not None and tab.document is document:
        referrer = document.url if wish["referrer"] and not wish["reload"] else ""
        if wish["reload"]:
            referrer = tab.history[tab.at].referrer
        browser.go(tab, wish["url"], replace=wish["replace"] or wish["reload"], referrer=referrer, body=wish["body"])


def _external(browser: Browser, document: Document, _url: str) -> None:
    """An address that another program is for: the page is asked whether it may be left, and stays."""
    if tab := browser.tabs.get(document.tab):
        browser.ask_to_leave(tab)


def _open(browser: Browser, document: Document, wish: dict[str, Any]) -> None:
    opener = browser.tabs.get(document.tab) if wish["opener"] else None
    tab = browser.open(browser.name_for_new(), opener)
    referrer = document.url if wish["referrer"] else ""
    browser.go(tab, wish["url"] or BLANK, referrer=referrer)


def _moved(browser: Browser, document: Document, url: str, how: str, state: str) -> None:
    tab = browser.tabs.get(document.tab)
    document.url = url
    document.sender = sender_of(url, browser.machine, sandbox=document.sandbox, policy=document.sender.policy)
    if tab is None or tab.document is not document:
        return
    entry = Entry(url, tab.history[tab.at].referrer, state, document)
    if how == "push":
        tab.at += 1
        tab.history[tab.at :] = [entry]
    else:
        tab.history[tab.at] = entry


def _back(browser: Browser, document: Document, by: int) -> None:
    if tab := browser.tabs.get(document.tab):
        browser.timeline.after(0, lambda: browser.go_back(tab, by))


def _close(browser: Browser, document: Document) -> None:
    if tab := browser.tabs.get(document.tab):
        browser.timeline.after(0, lambda: _close_if_left(browser, tab, document))


def _close_if_left(browser: Browser, tab: Tab, document: Document) -> None:
    if tab.document is document and browser.ask_to_leave(tab):
        browser.close(tab, "closed")


def _script(browser: Browser, document: Document, number: int, url: str) -> None:
    def told(heard: Heard | None, _failure: str) -> None:
        source = heard.body if heard and heard.status < 400 else None  # noqa: PLR2004 - a script that is there
        browser.task(document, "arrived", (number, source))

    browser.network.begin(Asked("script", url), document, told)


def _run(browser: Browser, document: Document, number: int, source: str, module: bool) -> None:  # noqa: FBT001 - an effect's facts
    browser.run_script(document, number, source, module=module)


def _frame(browser: Browser, document: Document, number: int, url: str, sandbox: str | None) -> None:
    browser.open_frame(document, number, url, sandbox)


def _loaded(browser: Browser, document: Document) -> None:
    document.loaded = True
    if document.parent is not None:
        browser.task(document.parent, "frame", document.frame_number)


def _cookie(browser: Browser, document: Document, text: str) -> None:
    browser.network.cookies.take(document.url, text)


def _ran(browser: Browser, _document: Document, number: int, result: dict[str, Any]) -> None:
    browser.ran[number] = result


EFFECTS: dict[str, Callable[..., None]] = {
    "abort": _abort,
    "unsent": _unsent,
    "store": _store,
    "go": _go,
    "external": _external,
    "open": _open,
    "moved": _moved,
    "back": _back,
    "close": _close,
    "script": _script,
    "run": _run,
    "frame": _frame,
    "loaded": _loaded,
    "cookie": _cookie,
    "ran": _ran,
}
