"""Acts as people read them. It decides sentences and knows nobody who plays them."""

from __future__ import annotations

from functools import singledispatch

from simulator.page import acts

CHARS_MAX = 200


@singledispatch
def in_words(act: acts.Act) -> str:
    """Say an act in a few words."""
    return type(act).__name__.lower()


def _in(tab: str) -> str:
    return "" if tab == acts.MAIN else f" in tab {tab}"


def _text(text: acts.Text) -> str:
    return " ".join(text.split())[:CHARS_MAX] if isinstance(text, str) else "what depends on the scene"


@in_words.register
def _(act: acts.Go) -> str:
    address = act.address if isinstance(act.address, str) else "another address"
    return f"goes to {address}{_in(act.tab)}"


@in_words.register
def _(act: acts.Reload) -> str:
    return f"reloads the page{_in(act.tab)}"


@in_words.register
def _(act: acts.Back) -> str:
    return f"goes back{_in(act.tab)}"


@in_words.register
def _(act: acts.Leave) -> str:
    return f"leaves the page{_in(act.tab)}"


@in_words.register
def _(act: acts.Close) -> str:
    return f"closes the tab{_in(act.tab)}{', which is told before' if act.before_unload else ''}"


@in_words.register
def _(act: acts.Crash) -> str:
    return f"the browser's renderer dies{_in(act.tab)}"


@in_words.register
def _(act: acts.Click) -> str:
    how = {"left": "clicks", "middle": "middle-clicks"}[act.button] + (" with Ctrl" if act.with_control else "")
    return f"{how} {act.selector}{_in(act.tab)}{f', which opens tab {act.opens}' if act.opens else ''}"


@in_words.register
def _(act: acts.Scroll) -> str:
    where = f"{act.percent:g} %" if act.y is None else f"{act.y:g} px"
    return f"scrolls to {where}{_in(act.tab)}"


@in_words.register
def _(act: acts.Run) -> str:
    return f"a script{_in(act.tab)}: {_text(act.script)}{f', which opens tab {act.opens}' if act.opens else ''}"


@in_words.register
def _(act: acts.Seed) -> str:
    return f"{act.area}Storage holds {act.key} from before{_in(act.tab)}"


@in_words.register
def _(act: acts.Elapse) -> str:
    return f"{act.milliseconds / 1000:g} s pass"


@in_words.register
def _(_act: acts.SetClock) -> str:
    return "the visitor's clock is set"


@in_words.register
def _(act: acts.Beacons) -> str:
    said = {
        "real": "sendBeacon is the browser's own",
        "false": "sendBeacon says false",
        "undefined": "sendBeacon says nothing",
        "absent": "there is no sendBeacon",
        "throws": "sendBeacon throws",
        "alternating": "sendBeacon sends every other time and says false in between",
    }[act.mode]
    first = f" from call {act.from_call} on" if act.from_call > 1 else " from now on"
    return said + (f" for {act.calls} calls" if act.calls is not None else first)


@in_words.register
def _(act: acts.Wire) -> str:
    if not act.rules:
        return "the wire carries everything"
    struck = [f"{rule.name}{f' {rule.fault.status}' if hasattr(rule.fault, 'status') else ''}" for rule in act.rules]
    return f"from now on the wire has a fault: {', '.join(struck)}"


@in_words.register
def _(_act: acts.Cut) -> str:
    return "the wire is cut"


@in_words.register
def _(_act: acts.Heal) -> str:
    return "the wire is whole again"


@in_words.register
def _(_act: acts.Down) -> str:
    return "the server is down: connections are refused"


@in_words.register
def _(_act: acts.Up) -> str:
    return "the server is up again"


@in_words.register
def _(act: acts.Offline) -> str:
    return "the browser is offline" if act.offline else "the browser is online again"


@in_words.register
def _(act: acts.Await) -> str:
    return f"until {act.words}"


@in_words.register
def _(act: acts.Look) -> str:
    return f"the storage is looked at ({act.mark})"
