"""What a page's own scripts can do with window.opmantik."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.own_pages import TAG, page
from browser_tests.scenario import Claim, Expected, Scenario
from simulator.judge import expect
from simulator.page.acts import Go, Run

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

GIVEN = {"extra": "x", "nested": {"list": [1, None, True]}}
ASKED_FIRST = page(f"{TAG}<script>window.asked = opmantik.session()</script>")
CIRCULAR = """(() => {
  if (!window.opmantik) return null;
  const round = {};
  round.self = round;
  try { opmantik.send('custom', 'circular', 'l', 1, round); } catch (error) { return error.name; }
  return 'nothing was thrown';
})()"""


def _three_names(visit: Visit) -> None:
    expect.equal(["_initialized", "send", "session"], seen.value(visit, "names"), "keys of window.opmantik")
    expect.equal(True, seen.value(visit, "initialized"), "window.opmantik._initialized")  # noqa: FBT003 - expected


def _unchanged(visit: Visit) -> None:
    seen.value(visit, "returned")
    body = expect.one(seen.bodies(visit, "said"), "events that were said")
    given = {"ec": "custom", "ea": "said", "el": "a label", "ev": 7.5}
    expect.equal(given, {key: body.get(key) for key in given}, "what was given to opmantik.send")
    meta = {key: value for key, value in seen.meta(body).items() if key not in ("fp", "gclid")}
    expect.equal(GIVEN, meta, "the caller's metadata")


def _gives_nothing(visit: Visit) -> None:
    expect.equal("undefined", seen.value(visit, "returned"), "typeof what opmantik.send returns")
    expect.equal(4, seen.value(visit, "length"), "opmantik.send.length")


def _who_it_is(visit: Visit) -> None:
    asked, body = seen.value(visit, "session") or {}, seen.first_body(visit, "said")
    meta = seen.meta(body)
    sent = {"sessionId": body.get("sid"), "fingerprint": meta.get("fp"), "context": meta.get("gclid")}
    expect.equal(sent, {key: asked.get(key) for key in sent}, "opmantik.session() before the next event")


def _no_label(visit: Visit) -> None:
    expect.lacks("el", seen.first_body(visit, "unlabelled"), "the body of an event without a label")


def _overwritten(visit: Visit) -> None:
    meta = seen.meta(seen.first_body(visit, "overwritten"))
    expect.equal(("y", "x"), (meta.get("fp"), meta.get("gclid")), "fp and gclid as the caller gave them")


def _callers_follow(visit: Visit) -> None:
    meta = seen.meta(seen.first_body(visit, "overwritten"))
    expect.equal(["fp", "gclid", "first", "second"], list(meta), "keys of meta in their order")


def _no_stamp(visit: Visit) -> None:
    for action in ("phone_call", "whatsapp"):
        expect.lacks("intent_stamp", seen.meta(seen.first_body(visit, action)), f"meta of a {action} that was sent")


def _made_when_asked(visit: Visit) -> None:
    asked = seen.value(visit, "asked")
    expect.truthy(isinstance(asked, dict), "what opmantik.session() gave before the first event", "an object")
    view = seen.first_body(visit, "view")
    made = {"sessionId": view.get("sid"), "fingerprint": seen.meta(view).get("fp")}
    expect.equal(made, {key: asked.get(key) for key in made}, "the session it gave")


def _nothing_is_an_event(visit: Visit) -> None:
    seen.value(visit, "there")
    for name in ("bare", "null"):
        ran = visit.ran(name)
        expect.absent(ran.error if ran else "", f"what send threw for {name}")
    bare = expect.one([body for body in seen.bodies(visit) if "ea" not in body], "events without an action")
    expect.lacks("ec", bare, "the body of opmantik.send()")
    body = expect.one(seen.bodies(visit, "null"), "events with metadata null")
    expect.equal({"fp", "gclid"}, set(seen.meta(body)), "keys of its meta")


def _circle_is_thrown(visit: Visit) -> None:
    thrown = seen.value(visit, "circular")
    if thrown is None:
        raise expect.missing("there is no opmantik.send")
    expect.equal("TypeError", thrown, "what opmantik.send throws")
    expect.absent(seen.offered(visit, "circular"), "offers of the circular event")
    expect.absent(seen.queue(visit), "the queue")


SCENARIOS = (
    Scenario(
        name="api-used",
        title="A script of the page sends events of its own",
        acts=(
            Go("/?gclid=ad"),
            Run("Object.keys(window.opmantik || {}).sort()", keep="names"),
            Run("(window.opmantik || {})._initialized", keep="initialized"),
            Run("opmantik.session()", keep="session"),
            Run(
                "typeof opmantik.send('custom', 'said', 'a label', 7.5, {extra: 'x', nested: {list: [1, null, true]}})",
                keep="returned",
            ),
            Run("opmantik.send.length", keep="length"),
            Run("opmantik.send('custom', 'unlabelled')"),
            Run("opmantik.send('custom', 'overwritten', 'l', 1, {first: 1, gclid: 'x', fp: 'y', second: 2})"),
            Run("opmantik.send('conversion', 'phone_call', 'tel:+905321112233', null)"),
            Run("opmantik.send('conversion', 'whatsapp', 'https://wa.me/905321112233', null)"),
        ),
        claims=(
            Claim("TRK-801", "window.opmantik has three keys", _three_names),
            Claim("TRK-802", "what is given is sent unchanged", _unchanged),
            Claim("TRK-803", "send gives nothing, and has four parameters", _gives_nothing),
            Claim("TRK-804", "session says who the next event will be of", _who_it_is),
            Claim("TRK-806", "send makes no stamp", _no_stamp),
            Claim("TRK-807", "a label that was not given is absent", _no_label),
            Claim("TRK-212", "fp and gclid may be overwritten", _overwritten),
            Claim("TRK-210", "the caller's keys follow fp and gclid", _callers_follow),
        ),
        account=Expected({"stored": 6}, {"stored": 2}),
    ),
    Scenario(
        name="api-misused",
        title="A script of the page sends nothing, no metadata, and metadata without an end",
        acts=(
            Go("/"),
            Run("opmantik.send.name", keep="there"),
            Run("void opmantik.send()", keep="bare"),
            Run("void opmantik.send('custom', 'null', 'l', 1, null)", keep="null"),
            Run(CIRCULAR, keep="circular"),
        ),
        claims=(
            Claim("TRK-808", "nothing is an event, and metadata null is none", _nothing_is_an_event),
            Claim("TRK-809", "a circle is thrown back", _circle_is_thrown),
        ),
        account=Expected({"stored": 3}),
    ),
    Scenario(
        name="session-asked-first",
        title="A script of the page asks for the session before anything was sent",
        acts=(Go("/asked-first"), Run("window.asked", keep="asked")),
        claims=(Claim("TRK-805", "it is made for the asking", _made_when_asked),),
        account=Expected({"stored": 1}),
        pages={"/asked-first": ASKED_FIRST},
    ),
)
