"""What is claimed of every scenario, whatever its story: that the tracker does what its clauses name, and nothing else.

A scenario's own pages and scripts do things too. What stands in their text (a name, a key, a path, an action) is the
scenario's own doing; it decides what of a visit is left when that is taken away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from browser_tests.props.own_pages import INJECTED_LINE
from browser_tests.seen import CONTEXT, FINGERPRINT, QUEUE, SESSION
from simulator.judge import expect
from simulator.judge.besides import Blocked, Hindered, Named, Requested, Restless
from simulator.judge.visit import ENDPOINT, Held, Loaded, Threw, Wrote, body_of
from simulator.page.acts import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_tests.scenario import Scenario
    from simulator.judge.visit import Visit

PAGES = Path(__file__).resolve().parent.parent / "tracker" / "pages"
KEYS = {"session": {SESSION, CONTEXT}, "local": {FINGERPRINT, QUEUE}}
EVENTS = {"view", "phone_call", "whatsapp", "form_submit", "scroll_depth", "heartbeat", "session_end"}
# What the tracker lets out, as it was measured: storage that refuses, a sendBeacon that throws, a body with a circle. A
# browser tells a page of a sandbox that there was an error, and not which.
LET_OUT = {"QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED", "SecurityError"}
THROWN = re.compile(r"sendBeacon was told to throw|circular|cyclic|^Script error\.?$")
ANYWHERE = Scene("site", "http://s0.localhost", "http://e0.localhost", 0, "2026-01-01", "2026-02-01", 0)


@dataclass(frozen=True)
class Everywhere:
    """A claim of every scenario. `judge` raises `Deviation`; it is given the scenario's own words beside the visit."""

    clause: str
    sentence: str
    judge: Callable[[str, Visit], None]


def judge(claim: Everywhere, scenario: Scenario, visit: Visit) -> None:
    """Judge one claim by one visit of a scenario."""
    claim.judge(words_of(scenario), visit)


def words_of(scenario: Scenario) -> str:
    """Give all that a scenario's own pages and scripts say, the standard pages among them."""
    standard = [path.read_text("utf-8") for path in sorted(PAGES.glob("*.html"))]
    return "\n".join([*standard, *(page.html for page in scenario.pages.values()), *_texts(scenario.acts)])


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if callable(value):
        told = value(ANYWHERE) if _of_a_scene(value) else ""
        return [told] if isinstance(told, str) else []
    if isinstance(value, tuple | list):
        return [text for one in value for text in _texts(one)]
    if is_dataclass(value):
        return [text for one in fields(value) if one.name != "until" for text in _texts(getattr(value, one.name))]
    return []


def _of_a_scene(value: Any) -> bool:
    return not isinstance(value, type) and getattr(value, "__code__", None) is not None


# ---- the claims -----------------------------------------------------------------------------------------------------


def _lets_nothing_out(_words: str, visit: Visit) -> None:
    expect.absent(uncaught(visit), "errors and rejections that nobody caught")


def uncaught(visit: Visit) -> list[str]:
    """Give what surfaced, but for what the tracker was measured to let out."""
    thrown = [one for one in visit.all(Threw) if one.name not in LET_OUT and not THROWN.search(one.message)]
    return [f"{one.name}: {one.message}" for one in thrown]


def _gives_the_page_back(_words: str, visit: Visit) -> None:
    expect.absent(_blocked(visit), "pages that did not give their thread back")


def _blocked(visit: Visit) -> list[str]:
    return [f"{one.tab} did nothing more for {one.seconds:g} s" for one in visit.all(Blocked)]


def _comes_to_rest(_words: str, visit: Visit) -> None:
    expect.absent(_restless(visit), "pages that send again and again")


def _restless(visit: Visit) -> list[str]:
    return [f"{one.tab} offered {one.times} events that nothing called for" for one in visit.all(Restless)]


def _can_be_read(_words: str, visit: Visit) -> None:
    expect.absent(_unread(visit), "what the browser says of a script that never ran")


def _unread(visit: Visit) -> list[str]:
    """Give the syntax errors of pages on which nothing ran: one that a running script meets is another matter.

    Of a script from another origin a browser says that there was an error, and not which.
    """
    ran = {one.page for one in visit.all(Wrote)} | {one.page for one in visit.console if one.text != INJECTED_LINE}
    errors = [one for one in visit.all(Threw) if one.name == "SyntaxError" or one.message.startswith("Script error")]
    return [] if visit.offers else [one.message for one in errors if one.page not in ran and not one.rejection]


def cause_of(visit: Visit) -> str:
    """Say what explains all that is missing in a visit, and the clause that it breaks; nothing where nothing does."""
    if stuck := _blocked(visit):
        return f"TRK-013: the page is blocked: {stuck[0]}"
    if never := _restless(visit):
        return f"TRK-314: the page never rests: {never[0]}"
    unread = _unread(visit)
    return f"TRK-012: the tracker cannot be read: {unread[0]}" if unread else ""


def explains(claim: Everywhere, visit: Visit) -> bool:
    """Whether a visit has a cause that leaves nothing to be seen for this claim."""
    cause = cause_of(visit)
    return bool(cause) and not cause.startswith(claim.clause)


def _keeps_only_its_keys(words: str, visit: Visit) -> None:
    found = {(one.area, one.key) for one in visit.all(Wrote) if one.area != "cookie"}
    for held in visit.all(Held):
        found |= {("local", key) for key in held.local or ()} | {("session", key) for key in held.session or ()}
    others = sorted(f"{area}: {key}" for area, key in found if key not in KEYS.get(area, ()) and not _put(key, words))
    expect.absent(others, "what is kept besides session, fingerprint, click id and queue")


def _sets_no_cookie(words: str, visit: Visit) -> None:
    cookies = {one.key for one in visit.all(Wrote) if one.area == "cookie"}
    expect.absent(sorted(one for one in cookies if f"{one}=" not in words), "cookies")


def _asks_nobody_else(words: str, visit: Visit) -> None:
    asked = [(one.method, one.url) for one in visit.all(Requested)] + [("POST", one.url) for one in visit.offers]
    hosts = {urlsplit(one.url).netloc for one in visit.all(Loaded)}
    others = {f"{method} {url}" for method, url in asked if not _its_own(method, url, hosts, words)}
    expect.absent(sorted(others), "requests besides its events")


def _its_own(method: str, url: str, hosts: set[str], words: str) -> bool:
    parts = urlsplit(url)
    if parts.netloc in hosts and parts.path == ENDPOINT and method in ("POST", "OPTIONS"):
        return True
    ours = (parts.hostname or "").endswith(".localhost") or parts.netloc in words
    return ours and len(parts.path) > 1 and parts.path in words


def _sends_nothing_else(words: str, visit: Visit) -> None:
    actions = {body_of(one).get("ea") for one in (*visit.offers, *visit.arrivals)}
    others = [one for one in actions if isinstance(one, str) and one not in EVENTS and not _sent(one, words)]
    expect.absent(sorted(others), "events of a kind that nothing calls for")


def _hinders_nothing(words: str, visit: Visit) -> None:
    hindered = [one for one in visit.all(Hindered) if one.tracker or one.what not in words]
    expect.absent(sorted({f"{one.what} of {one.event}" for one in hindered}), "events that are hindered")


def _leaves_one_name(words: str, visit: Visit) -> None:
    names = {name for one in visit.all(Named) for name in one.names}
    expect.absent(sorted(one for one in names if one != "opmantik" and not _made(one, words)), "names besides opmantik")


def _put(key: str, words: str) -> bool:
    """Whether a key is written there: by a script, a number behind it perhaps, or before the page was loaded."""
    stem = re.escape(key.rstrip("0123456789"))
    by_script = rf"(?:Item\(\s*|Storage\[\s*)['\"]{stem}|Storage\.{stem}(?!\w)"
    return re.search(rf"{by_script}|^{re.escape(key)}$", words, re.MULTILINE) is not None


def _sent(action: str, words: str) -> bool:
    """Whether an action is sent there: by the tracker's own function, or in a body."""
    given = re.escape(action)
    by_function = rf"send\(\s*['\"][^'\"]*['\"]\s*,\s*['\"]{given}['\"]"
    return re.search(rf"{by_function}|\bea\W{{1,8}}{given}(?!\w)", words) is not None


def _made(name: str, words: str) -> bool:
    """Whether a name is made there."""
    last = re.escape(name.rpartition(".")[2])
    said = rf"(?<![\w$]){last}\s*=(?!=)|'{last}'|(?:function|var|class)\s+{last}(?![\w$])"
    return re.search(said, words) is not None


EVERYWHERE = (
    Everywhere("TRK-012", "the script can be read", _can_be_read),
    Everywhere("TRK-013", "every page gives its thread back", _gives_the_page_back),
    Everywhere("TRK-014", "no error and no rejection surfaces but those that were measured", _lets_nothing_out),
    Everywhere("TRK-119", "nothing is kept but under the named keys", _keeps_only_its_keys),
    Everywhere("TRK-120", "no cookie is set", _sets_no_cookie),
    Everywhere("TRK-314", "no event is sent again and again", _comes_to_rest),
    Everywhere("TRK-316", "nobody is asked but the endpoint", _asks_nobody_else),
    Everywhere("TRK-624", "nothing else is an event", _sends_nothing_else),
    Everywhere("TRK-625", "no default is prevented and no event stopped", _hinders_nothing),
    Everywhere("TRK-810", "no name is left behind but opmantik", _leaves_one_name),
)
