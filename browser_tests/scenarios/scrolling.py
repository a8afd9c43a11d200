"""A visitor scrolls: which depths are events, what they are called, and what reading costs him."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.scenario import Claim, Expected, NoOccasion, Scenario, Settings, measured
from simulator.judge import expect
from simulator.page.acts import Click, Go, Look, Run, Scroll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

HEIGHT, WINDOW = 5_000, 720
IN_THIS_WINDOW = Settings(screen=(1_280, WINDOW))
DEEP = 90
REQUESTS_A_MINUTE = 100


def _to(percent: float) -> Scroll:
    """Scroll until this much of the page was seen."""
    return Scroll(y=min(HEIGHT - WINDOW, percent / 100 * HEIGHT - WINDOW))


def _steps(first: int, last: int) -> list[Scroll]:
    """Scroll by single percents; a fifth of one more, so that nothing hangs on how a half is rounded."""
    return [_to(percent + 0.2) for percent in range(first, last + 1)]


# The same from 50 percent to the foot in one act, each step waited for.
READ_ON = f"""
(async () => {{
  for (let y = {HEIGHT // 2 - WINDOW + 10}; y < {HEIGHT - WINDOW}; y += {HEIGHT // 100}) {{
    const heard = new Promise(done => window.addEventListener('scroll', done, {{ once: true }}));
    window.scrollTo({{ top: y, behavior: 'instant' }});
    await heard;
  }}
}})()"""


def _depths(bodies: Sequence[dict[str, Any]]) -> list[Any]:
    """Give the percentages, whatever they are written as."""
    given = [body.get("ev") for body in bodies]
    return [int(ev) if isinstance(ev, str) and ev.isdigit() else ev for ev in given]


def _scrolls(visit: Visit, first: str, until: str = "") -> list[dict[str, Any]]:
    return moments.since(visit, first, "scroll_depth", until=until)


def _half_is_told(visit: Visit) -> None:
    found = _scrolls(visit, "above half", until="foot")
    expect.truthy(found, "events from 50 percent on")
    said = {"ec": "interaction", "ea": "scroll_depth", "el": "50%", "ev": 50}
    expect.equal(said, {key: found[0].get(key) for key in said}, "the event at 50 percent")
    expect.contains(57, [one.get("ev") for one in found], "values of the events on the way to 89 percent")


def _nothing_above_half(visit: Visit) -> None:
    expect.absent(_depths(moments.before(visit, "above half", "scroll_depth")), "depths told up to 49 percent")


def _every_percent_once(visit: Visit) -> None:
    expect.equal(51, len(_scrolls(visit, "above half", until="foot")), "events from 50 to 100 percent")
    expect.absent(_depths(_scrolls(visit, "foot")), "depths told of ground that was seen before")


def _jump(visit: Visit) -> None:
    body = expect.one(_scrolls(visit, "jump", until="steps"), "events of a jump to 95 percent")
    expect.equal("90%", body.get("el"), "label of a jump to 95 percent")


def _edge(visit: Visit) -> None:
    at_89, at_90 = _scrolls(visit, "steps", until="at 89"), _scrolls(visit, "at 89")
    expect.equal(["50%"], [one.get("el") for one in at_89], "labels at 89 percent")
    expect.equal(["90%"], [one.get("el") for one in at_90], "labels at 90 percent")


def _rounded(visit: Visit) -> None:
    depths = _depths(seen.bodies(visit, "scroll_depth"))
    expect.equal([53, 54, 55], depths, "depths of 53.4, 53.46, 53.54, 54.46 and 54.56 percent")


def _reader_is_silenced(visit: Visit) -> Measurement:
    before = len(moments.before(visit, "read"))
    calls = [one for one in seen.arrived(visit, "phone_call") if one.status is not None]
    if before < REQUESTS_A_MINUTE or not calls:
        raise NoOccasion(f"{before} requests and {len(calls)} calls were answered: too few to run into the limit")
    lost = not seen.events(visit, "phone_call")
    return measured(int(lost), 1, "calls after two pages read to their end that were answered 429 and lost")


SCENARIOS = (
    Scenario(
        name="scroll-in-single-steps",
        title="A visitor reads the page to its foot percent by percent, and goes back and forth",
        settings=IN_THIS_WINDOW,
        acts=(
            Go("/"),
            *(_to(20), _to(35), *_steps(44, 49), Look("above half")),
            *(*_steps(50, 99), Scroll(y=HEIGHT - WINDOW), Look("foot")),
            *(_to(60), _to(20), _to(75), _to(97), Scroll(y=HEIGHT - WINDOW)),
        ),
        claims=(
            Claim("TRK-612", "50 percent is told, as a number", _half_is_told),
            Claim("TRK-613", "what is less is not", _nothing_above_half),
            Claim("TRK-616", "each of the 51 percents from 50 on is told, and none twice", _every_percent_once),
        ),
        account=Expected({"stored": 52}),
    ),
    Scenario(
        name="scroll-jump",
        title="A visitor jumps to the foot of the page; another one reads on from 89 to 90 percent",
        settings=IN_THIS_WINDOW,
        acts=(
            *(Go("/"), Look("jump"), _to(95.2)),
            *(Go("/?again"), Look("steps"), _to(89.2), Look("at 89"), _to(90.2)),
        ),
        claims=(
            Claim("TRK-614", "a jump to 95 sends one event, called 90%", _jump),
            Claim("TRK-614", "89 is still called 50%, 90 is not", _edge),
        ),
        account=Expected({"stored": 6}),
    ),
    Scenario(
        name="scroll-is-rounded",
        title="A visitor stops between two percents",
        settings=IN_THIS_WINDOW,
        acts=(Go("/"), _to(53.4), _to(53.46), _to(53.54), _to(54.46), _to(54.56)),
        claims=(Claim("TRK-615", "what was seen is rounded, the window's height in it", _rounded),),
        account=Expected({"stored": 4}),
    ),
    Scenario(
        name="a-reader-silences-himself",
        title="A visitor reads two long pages within a minute, and then calls",
        settings=IN_THIS_WINDOW,
        acts=(
            *(Go("/"), Run(READ_ON), Scroll(y=HEIGHT - WINDOW)),
            *(Go("/?next"), Run(READ_ON), Scroll(y=HEIGHT - WINDOW), Look("read")),
            Scroll(y=0),
            Click("#phone"),
        ),
        claims=(Claim("HAZ-347", "the call is answered 429 and lost", _reader_is_silenced),),
        account=Expected({"stored": 100, "lost after a beacon: 429": 7}, {"lost after a beacon: 429": 1}),
    ),
)
