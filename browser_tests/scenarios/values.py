"""Whatever a page gives is sent as it stands: on the first page of a tab, on its second, and out of the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.props.values import (
    CLICK_ID,
    CLICK_ID_IN_ADDRESS,
    FORM_ID,
    FORM_NAME,
    OWN,
    PAGE,
    SENT,
    everything_there,
    own_event,
)
from browser_tests.scenario import Claim, Expected, NotSeen, Scenario
from simulator.judge import expect
from simulator.judge.fates import STORED, taken
from simulator.judge.visit import body_of
from simulator.page.acts import Await, Beacons, Go, Leave, Look, Reload, Run, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from browser_tests.scenario import Judge
    from simulator.judge.visit import Visit
    from simulator.page.acts import Act

FIRST = f"/values/Bir?gclid={CLICK_ID_IN_ADDRESS}&Ref=AbC%2FdEf%20g&Ünlü=Ş" + "&Uzun=%C3%87oK" * 450 + "#Bölüm-Bir"
SECOND = "/values/İki?Utm_Source=Google%20ADS&q=a+b" + "&Uzun=%C3%87oK" * 200 + "#Bölüm-İki"
THIRD = "/values/third"
PLACES = ("first", "second")


def _next(address: str, views: int) -> tuple[Act, ...]:
    """Let the page itself go on, so that there is a referrer."""
    go = Run(f"void (location.href = '{address}')")
    return go, Await("the next page's view", lambda visit: len(seen.bodies(visit, "view")) >= views)


def _given(visit: Visit, place: str) -> dict[str, Any]:
    return seen.value(visit, place)


def _done(visit: Visit, place: str, *actions: str) -> list[dict[str, Any]]:
    """Give the bodies of what was done on a page, of some actions or all, in the order of their doing."""
    begins, ends = (one.number for mark in (place, f"{place} done") if (one := visit.held(mark)))
    offers = [one for one in seen.offered(visit, way="beacon") if begins < one.number < ends]
    order = {one.body: at for at, one in enumerate(offers)}
    came = [one for one in seen.arrived(visit) if begins < one.number < ends]
    bodies = [body_of(one) for one in sorted(came, key=lambda one: order.get(one.body, len(order)))]
    return [one for one in bodies if not actions or one.get("ea") in actions]


def _on_both(judge: Judge | Any) -> Judge:
    """Claim it of the first page of the tab and of the second."""

    def both(visit: Visit) -> None:
        for place in PLACES:
            judge(visit, place)

    return both


def _view(visit: Visit, place: str) -> dict[str, Any]:
    return seen.in_order(visit, "view", 3)[PLACES.index(place)]


def _address(visit: Visit, place: str) -> None:
    address = _given(visit, place)["address"]
    for body in (_view(visit, place), *_done(visit, place)):
        expect.equal(address, body.get("u"), f"u of {body.get('ea')} on the {place} page")


def _title(visit: Visit, place: str) -> None:
    expect.equal(_given(visit, place)["title"], _view(visit, place).get("el"), f"el of the {place} page's view")


def _referrers(visit: Visit) -> None:
    given = [_given(visit, place)["referrer"] for place in PLACES] + [seen.value(visit, "third")]
    if len(given[2]) < len(SECOND):
        raise NotSeen("the browser told the third page less than the address of the second")
    expect.equal(given, [body.get("r") for body in seen.in_order(visit, "view", 3)], "r of the three page views")


def _labels(action: str, first: int, number: int, of: int = 0) -> Any:
    """Claim it of so many links from the first one on; `of` is their place among the events of the action."""

    def judge(visit: Visit, place: str) -> None:
        wanted = _given(visit, place)["links"][first : first + number]
        came = [body.get("el") for body in _done(visit, place, action)][of : of + number]
        expect.equal(wanted, came, f"el of each {action} on the {place} page")

    return judge


def _forms(number: int, label: str) -> Any:
    def judge(visit: Visit, place: str) -> None:
        came = [body.get("el") for body in _done(visit, place, "form_submit")]
        expect.equal(label, came[number] if number < len(came) else None, f"label of a form on the {place} page")

    return judge


def _click_id(visit: Visit, place: str) -> None:
    for body in (_view(visit, place), *_done(visit, place)):
        expect.equal(CLICK_ID, seen.meta(body).get("gclid"), f"meta.gclid of {body.get('ea')} on the {place} page")


def _own(visit: Visit, place: str) -> None:
    sent = [one for one in _done(visit, place) if one.get("ec") == SENT[0] or one.get("ea") == SENT[1]]
    _is_own(expect.one(sent, f"events that the {place} page sent itself"))


def _is_own(body: dict[str, Any]) -> None:
    expect.equal(list(SENT), [body.get(key) for key in ("ec", "ea", "el", "ev")], "what was given to opmantik.send")
    meta = {key: value for key, value in seen.meta(body).items() if key not in ("fp", "gclid")}
    expect.equal(OWN, meta, "the caller's metadata")


def _exits(visit: Visit) -> None:
    addresses = [_given(visit, place)["address"] for place in PLACES]
    ends = [seen.meta(body).get("exit_page") for body in seen.in_order(visit, "session_end", 3)]
    expect.equal(addresses, ends[:2], "meta.exit_page of the first two pages")
    expect.equal(seen.value(visit, "pushed"), ends[2], "meta.exit_page after the address was changed by a script")


def _hash(visit: Visit, place: str) -> None:
    for body in _done(visit, place, "phone_call", "whatsapp"):
        label, stamp = str(body.get("el")), str(seen.meta(body).get("intent_stamp"))
        expect.equal(_hashed(label), stamp.rpartition("-")[2], f"the hash of {label[:40]}…")


def _hashed(address: str) -> str:
    """Give the clause's hash of an address, which is ASCII."""
    value = 0
    for unit in address.lower().encode("ascii"):
        value = (31 * value + unit + 2**31) % 2**32 - 2**31
    digits, left = "", abs(value)
    while left:
        left, digit = divmod(left, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits[:6].ljust(6, "0")


def _queued_as_sent(visit: Visit) -> None:
    sent = expect.one([one for one in seen.offered(visit, way="fetch") if SENT[0] in one.body], "fetches of the event")
    items = [one for one in seen.queue(visit, "failed") if isinstance(one, dict)]
    expect.equal([body_of(sent)], [one.get("payload") for one in items], "the payload that is queued")
    _is_own(body_of(sent))


def _drained_as_queued(visit: Visit) -> None:
    payloads = [one.get("payload") for one in seen.queue(visit, "failed") if isinstance(one, dict)]
    came = [body for body in moments.since(visit, "failed") if body.get("ec") == SENT[0]]
    expect.equal(payloads, came, "what is drained of the queue")


SCENARIOS = (
    Scenario(
        name="values-as-they-stand",
        title="Everything that two pages give is long, in mixed case, encoded, and not ASCII",
        acts=(
            *(Wire((Rule(Answer(200)),)), Go(FIRST), *everything_there("first")),
            *(*_next(SECOND, 2), *everything_there("second")),
            *(*_next(THIRD, 3), Run("document.referrer", keep="third")),
            *(Run("(history.pushState({}, '', '/values/Sonra?X=%41#Yİ'), location.href)", keep="pushed"), Leave()),
        ),
        claims=(
            Claim("TRK-204", "u is the whole address, in every event", _on_both(_address)),
            Claim("TRK-208", "r is the whole referrer", _referrers),
            Claim("TRK-601", "el of a view is the whole title", _on_both(_title)),
            Claim("TRK-602", "el of a phone call is the whole link", _on_both(_labels("phone_call", 0, 2))),
            Claim("TRK-604", "el of a chat is the whole link", _on_both(_labels("whatsapp", 2, 2))),
            Claim("TRK-605", "so it is with whatsapp.com", _on_both(_labels("whatsapp", 4, 1, of=2))),
            Claim("TRK-610", "a form's id is sent as it stands", _on_both(_forms(0, FORM_ID))),
            Claim("TRK-611", "so is its name", _on_both(_forms(1, FORM_NAME))),
            Claim("TRK-113", "the click id is sent whole, and kept so", _on_both(_click_id)),
            Claim("TRK-620", "exit_page is the whole address", _exits),
            Claim("TRK-705", "the hash is of the whole link", _on_both(_hash)),
            Claim("TRK-802", "what the page sends itself is sent as it stands", _on_both(_own)),
        ),
        account=Expected({taken(200): 22}, {taken(200): 10}),
        pages={"/values": PAGE},
    ),
    Scenario(
        name="values-in-the-queue",
        title="An event of long and odd values fails, waits, and is sent at the next load",
        acts=(
            *(Go(SECOND), Beacons("false"), Wire((Rule(Answer(500)),)), own_event(), Look("failed")),
            *(Beacons("real"), Wire(), Reload()),
        ),
        claims=(
            Claim("TRK-402", "the payload is what was sent, whole", _queued_as_sent),
            Claim("TRK-502", "it is drained as it was queued", _drained_as_queued),
        ),
        account=Expected({STORED: 4}),
        pages={"/values": PAGE},
    ),
)
