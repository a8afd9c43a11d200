"""Each act twice within a moment: a double click, a double submit, the same words sent again are two events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.props.own_pages import PHONE, STAYS, TAG, page
from browser_tests.scenario import Claim, Expected, Scenario
from browser_tests.scenarios.leaving import ASKING
from simulator.judge import expect
from simulator.judge.fates import STORED, taken
from simulator.page.acts import Beacons, Click, Elapse, Go, Leave, Look, Reload, Run, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from browser_tests.scenario import Judge
    from simulator.judge.visit import Visit
    from simulator.page.acts import Act

EVERYTHING = page(
    TAG + STAYS,
    PHONE
    + '<p><a id="chat" href="http://wa.me/905321112233">WhatsApp</a></p>'
    + '<p><a id="api" href="http://api.whatsapp.com/send?phone=905321112233">WhatsApp</a></p>'
    + '<form id="quote"><button id="submit">Teklif</button></form>',
)
MOMENT = Elapse(25)
TWICE_IN_A_TASK = """(() => {
  for (const name of ['call', 'call', 'chat', 'chat']) document.getElementById(name).click();
  for (const time of [1, 2]) document.getElementById('quote').requestSubmit();
})()"""
SAME = Run("opmantik.send('custom', 'same', 'label', 1, {word: 'again'})")
ACTS = {"call": "phone_call", "chat": "whatsapp", "api": "whatsapp", "submit": "form_submit"}


def _twice(act: Act, mark: str) -> tuple[Act, ...]:
    return (Look(mark), act, MOMENT, act)


def _two_each(action: str, *marks: str) -> Judge:
    """Claim that two events of an action came of the acts after each look, up to the next one."""

    def judge(visit: Visit) -> None:
        for mark in marks:
            came = moments.since(visit, mark, action, until=_after(mark))
            expect.equal(2, len(came), f"events {action} of what was done twice after {mark!r}")

    return judge


LOOKS = (*ACTS, "same", "one task", "end")


def _after(mark: str) -> str:
    return LOOKS[LOOKS.index(mark) + 1]


def _stamps(visit: Visit) -> None:
    stamps = [seen.meta(body).get("intent_stamp") for body in seen.bodies(visit) if body.get("ec") == "conversion"]
    links = [one for one in stamps if one]
    expect.equal(len(links), len(set(links)), f"different stamps among {links}")


def _views(visit: Visit) -> None:
    expect.equal(3, len(seen.bodies(visit, "view")), "views of a page that was loaded and reloaded twice")


def _ends(visit: Visit) -> None:
    ended = [len(moments.since(visit, first, "session_end", until=last)) for first, last in (("asked", "asked twice"),)]
    expect.equal([2], ended, "session ends of two leaves that were cancelled within a moment")


def _same_are_queued(visit: Visit) -> None:
    expect.equal(["same"] * 2, seen.queued_actions(visit, "failed"), "the queue after the same event failed twice")


def _same_are_drained(visit: Visit) -> None:
    expect.equal(2, len(_same(visit, "failed")), "drained events that are alike to the byte")


def _same(visit: Visit, mark: str) -> list[dict[str, Any]]:
    return moments.since(visit, mark, "same")


SCENARIOS = (
    Scenario(
        name="again-at-once",
        title="Whatever a visitor does he does twice within a moment, and then twice in one task",
        acts=(
            *(Wire((Rule(Answer(200)),)), Go("/everything")),
            *(act for name in ACTS for act in _twice(Click(f"#{name}"), name)),
            *(*_twice(SAME, "same"), Look("one task"), Run(TWICE_IN_A_TASK)),
        ),
        claims=(
            Claim("TRK-602", "two clicks are two calls", _two_each("phone_call", "call", "one task")),
            Claim("TRK-604", "so it is with wa.me", _two_each("whatsapp", "chat", "one task")),
            Claim("TRK-605", "and with whatsapp.com", _two_each("whatsapp", "api")),
            Claim("TRK-610", "two submits are two conversions", _two_each("form_submit", "submit", "one task")),
            Claim("TRK-802", "what is sent twice is two events", _two_each("same", "same")),
            Claim("TRK-703", "each click has a stamp of its own", _stamps),
        ),
        account=Expected({taken(200): 17}, {taken(200): 10}),
        pages={"/everything": EVERYTHING},
    ),
    Scenario(
        name="loaded-again-at-once",
        title="A page is reloaded twice within a moment",
        acts=(Go("/"), MOMENT, Reload(), MOMENT, Reload()),
        claims=(Claim("TRK-601", "each load is a view", _views),),
        account=Expected({STORED: 5}),
    ),
    Scenario(
        name="left-again-at-once",
        title="A visitor is asked twice within a moment whether he leaves, and stays",
        acts=(
            *(Go("/asking"), Click("#phone"), Look("asked")),
            *(Leave(stays=True), MOMENT, Leave(stays=True), Look("asked twice")),
        ),
        claims=(Claim("TRK-621", "each sends a session end", _ends),),
        account=Expected({STORED: 4}, {STORED: 1}),
        pages={"/asking": ASKING},
    ),
    Scenario(
        name="failed-again-at-once",
        title="The same event fails twice within a moment, and both are sent at the next load",
        acts=(
            *(Go("/"), Beacons("false"), Wire((Rule(Answer(500)),)), SAME, MOMENT, SAME, Look("failed")),
            *(Beacons("real"), Wire(), Reload()),
        ),
        claims=(
            Claim("TRK-310", "both are queued", _same_are_queued),
            Claim("TRK-513", "both are drained", _same_are_drained),
        ),
        account=Expected({STORED: 5}),
    ),
)
