"""What the tracker says on the console, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props.own_pages import SITE, TAG, page
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario
from simulator.judge import expect
from simulator.judge.visit import body_of
from simulator.page.acts import Beacons, Go, Run, Seed, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

WARROOM = "WARROOM_DEBUG"
SENDING = "[OPSMANTIK] Sending event:"
PAYLOAD = "[OPSMANTIK] Sending event payload:"
SHORT = {"category": "ec", "action": "ea", "label": "el", "value": "ev"}
LONG = {**SHORT, "url": "u", "referrer": "r", "meta": "meta"}
# One event that is taken, one that is fetched, one that is refused.
THREE_WAYS = (
    Go("/said"),
    Beacons("false"),
    Run("opmantik.send('custom', 'fetched', 'l', 1)"),
    Wire((Rule(Answer(500)),)),
    Run("opmantik.send('custom', 'refused', 'l', 2)"),
)
THREE_FATES = Expected({"stored": 2, "still queued": 1})


def _said(visit: Visit, begins: str) -> list[str]:
    return [line.text for line in visit.console if line.level == "log" and line.text.startswith(begins)]


def _events(visit: Visit) -> list[dict[str, Any]]:
    """Give the events that were sent, each once: a fetch repeats the body of the beacon that was not taken."""
    found = list({one.body: body_of(one) for one in seen.offered(visit)}.values())
    if not found:
        raise expect.missing("nothing was offered")
    return found


def _site(visit: Visit) -> None:
    line = f"[OPSMANTIK] ✅ Tracker initializing for site: {seen.value(visit, 'site')}"
    expect.equal([line, line], _said(visit, "[OPSMANTIK] ✅ Tracker initializing"), "the lines of two starts")


def _auto_tracking(visit: Visit) -> None:
    line = "[OPSMANTIK] Auto-tracking initialized"
    expect.equal([line, line], _said(visit, "[OPSMANTIK] Auto-tracking"), "the lines of two starts")


def _fingerprint_once(visit: Visit) -> None:
    fingerprint = seen.meta(seen.first_body(visit, "view")).get("fp")
    line = f"[OPSMANTIK] Generated fingerprint: {fingerprint}"
    expect.equal([line], _said(visit, "[OPSMANTIK] Generated fingerprint"), "the lines of two pages")


def _session_once(visit: Visit) -> None:
    line = expect.one(_said(visit, "[OPSMANTIK] Created new session"), "the lines of two pages")
    expect.truthy(line.startswith("[OPSMANTIK] Created new session: "), f"{line!r}", "the words and a colon")


def _no_migration(visit: Visit) -> None:
    expect.absent(_said(visit, "[OPSMANTIK] Migrating"), "lines of a replaced session id, for a new visitor")


def _click_id_at_every_event(visit: Visit) -> None:
    known = [seen.meta(body).get("gclid") for body in _events(visit)]
    if "ad" not in known:
        raise NoOccasion("no event carried the gclid")
    wanted = [f"[OPSMANTIK] GCLID detected: {one}" for one in known if one]
    expect.equal(wanted, _said(visit, "[OPSMANTIK] GCLID"), "a line for every event that carries a gclid")


def _short_lines(visit: Visit) -> None:
    wanted = [_summary(body) for body in _events(visit)]
    came = [_given(said) if isinstance(said, dict) else said for said in _objects(visit, SENDING)]
    expect.equal(wanted, came, "the objects of the lines Sending event")


def _summary(body: dict[str, Any]) -> dict[str, Any]:
    named = {name: body.get(key) for name, key in SHORT.items()}
    return _given({**named, "sessionId": f"{_eight(body)}..."})


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Whether what was not given is absent, null or empty on the wire is said by clauses of its own."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def _eight(body: dict[str, Any]) -> str:
    return str(body.get("sid"))[:8]


def _objects(visit: Visit, begins: str) -> list[Any]:
    return [arguments[-1] for arguments in seen.lines(visit, begins, "log")]


def _long_lines(visit: Visit) -> None:
    wanted = [{name: body[key] for name, key in LONG.items() if key in body} for body in _events(visit)]
    came = [_part(LONG, said) for said in _objects(visit, PAYLOAD)]
    expect.equal(wanted, came, "the objects of the lines Sending event payload")


def _part(names: dict[str, str], said: Any) -> Any:
    return {name: said[name] for name in names if name in said} if isinstance(said, dict) else said


def _no_long_lines(visit: Visit) -> None:
    expect.absent(_said(visit, PAYLOAD), f"lines of payloads while {WARROOM} is 1")


def _no_tracks(visit: Visit) -> None:
    _events(visit)
    expect.absent([line.text for line in visit.console if line.text.startswith("[track]")], "lines that begin [track]")


def _track(visit: Visit, outcome: str, action: str) -> None:
    body = seen.first_body(visit, action)
    line = f"[track] {outcome}: {body.get('ec')}/{action} {_eight(body)} {body.get('u')}"
    expect.equal([line], _said(visit, f"[track] {outcome}"), f"the lines of what was {outcome}")


def _sent(visit: Visit) -> None:
    _track(visit, "sent", "view")


def _fetched(visit: Visit) -> None:
    _track(visit, "fallback", "fetched")


def _queued(visit: Visit) -> None:
    _track(visit, "queued", "refused")


SCENARIOS = (
    Scenario(
        name="console-of-a-visit",
        title="A visitor comes by an ad and sees two pages; the console is open",
        acts=(Go("/said?gclid=ad"), SITE, Run("opmantik.send('custom', 'more', 'l', 5)"), Go("/second")),
        claims=(
            Claim("TRK-904", "each start tells the site", _site),
            Claim("TRK-905", "each start tells that tracking began", _auto_tracking),
            Claim("TRK-906", "the fingerprint is told when it is made", _fingerprint_once),
            Claim("TRK-907", "so is the session", _session_once),
            Claim("TRK-908", "nothing is migrated", _no_migration),
            Claim("TRK-909", "the click id is told at every event", _click_id_at_every_event),
            Claim("TRK-910", "every event is told in short", _short_lines),
            Claim("TRK-916", "there is no [track] line", _no_tracks),
        ),
        account=Expected({"stored": 4}),
        pages={"/said": page(TAG)},
    ),
    Scenario(
        name="console-debugging",
        title="opsmantik_debug is 1; an event is taken, one is fetched, one is refused",
        acts=(Seed("local", seen.DEBUG, "1"), *THREE_WAYS),
        claims=(
            Claim("TRK-911", "every event is told at length", _long_lines),
            Claim("TRK-913", "what the browser took was sent", _sent),
            Claim("TRK-914", "what was fetched and accepted was a fallback", _fetched),
            Claim("TRK-915", "what was refused was queued", _queued),
        ),
        account=THREE_FATES,
        pages={"/said": page(TAG)},
    ),
    Scenario(
        name="console-in-the-warroom",
        title="WARROOM_DEBUG is true; an event is taken, one is fetched, one is refused",
        acts=(Seed("local", WARROOM, "true"), *THREE_WAYS),
        claims=(
            Claim("TRK-912", "every event is told at length", _long_lines),
            Claim("TRK-912", "and there is no [track] line", _no_tracks),
        ),
        account=THREE_FATES,
        pages={"/said": page(TAG)},
    ),
    Scenario(
        name="console-of-wrong-values",
        title="opsmantik_debug is true and WARROOM_DEBUG is 1; an event is taken, one is fetched, one is refused",
        acts=(Seed("local", seen.DEBUG, "true"), Seed("local", WARROOM, "1"), *THREE_WAYS),
        claims=(
            Claim("TRK-912", "the other key's 1 does not count", _no_long_lines),
            Claim("TRK-916", "nor does this key's true", _no_tracks),
        ),
        account=THREE_FATES,
        pages={"/said": page(TAG)},
    ),
)
