"""What an event looks like on the wire: its keys, their order, what is absent and what is null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser_tests import seen
from browser_tests.props.own_pages import PHONE, STAYS, TAG, page
from browser_tests.scenario import Claim, Expected, Scenario
from simulator.judge import expect
from simulator.page.acts import Beacons, Click, Elapse, Go, Leave, Scroll, Wire
from simulator.proxy import Answer, Rule

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

KEYS = ("s", "u", "sid", "sm", "ec", "ea", "el", "ev", "r", "meta")
# What is undefined falls out; that `r` is not is said by a clause of its own.
PERHAPS_UNDEFINED = {"el", "ev", "r"}
SITE_ID = "Yildiz-NAKLIYAT-034-tr"
EVERYTHING = page(
    TAG + STAYS,
    PHONE
    + '<p><a id="chat" href="http://wa.me/905321112233">WhatsApp</a></p>'
    + '<form id="quote"><button id="submit">Teklif</button></form>',
)
ODD_SITE = page(f'<script src="/ux-core.js" data-site-id="{SITE_ID}"></script>')


def _keys_in_order(visit: Visit) -> None:
    for body in _all(visit):
        wanted = [key for key in KEYS if key in body or key not in PERHAPS_UNDEFINED]
        expect.equal(wanted, list(body), f"keys of {body.get('ea')}")


def _all(visit: Visit) -> list[dict]:
    bodies = seen.bodies(visit)
    if not bodies:
        raise expect.missing("no event arrived")
    return bodies


def _first_of_a_month(visit: Visit) -> None:
    for body in _all(visit):
        expect.matches(r"\d{4}-(0[1-9]|1[0-2])-01", body.get("sm"), f"sm of {body.get('ea')}")


def _empty_referrer(visit: Visit) -> None:
    expect.equal("", seen.first_body(visit, "view").get("r", "no such key"), "r of a page view without a referrer")


def _ours_first(visit: Visit) -> None:
    for body in _all(visit):
        expect.equal(["fp", "gclid"], list(seen.meta(body))[:2], f"the first keys of meta of {body.get('ea')}")


def _no_click_id_is_null(visit: Visit) -> None:
    meta = seen.meta(seen.first_body(visit, "view"))
    expect.equal(None, meta.get("gclid", "no such key"), "meta.gclid of a page view without a click id")


def _only_in_the_address(visit: Visit) -> None:
    for parameter in ("wbraid=w1", "gbraid=g1"):
        expect.contains(parameter, str(seen.first_body(visit, "view").get("u")), "u of the page view")
    for body in _all(visit):
        expect.absent({"wbraid", "gbraid"} & set(seen.meta(body)), f"click ids of Apple in meta of {body.get('ea')}")


def _no_value(visit: Visit) -> None:
    for action in ("view", "form_submit", "heartbeat"):
        expect.lacks("ev", seen.first_body(visit, action), f"the body of {action}")


def _null_value(visit: Visit) -> None:
    for action in ("phone_call", "whatsapp", "session_end"):
        value = seen.first_body(visit, action).get("ev", "no such key")
        expect.equal(None, value, f"ev of {action}")


def _byte_for_byte(visit: Visit) -> None:
    beats = [one.body for one in seen.arrived(visit, "heartbeat")]
    if len(beats) != 2:
        raise expect.missing(f"expected two heartbeats to arrive; came {len(beats)}")
    expect.equal(beats[0], beats[1], "the second heartbeat")


def _beacons_are_json(visit: Visit) -> None:
    _is_json(visit, "beacon")


def _fetches_are_json(visit: Visit) -> None:
    _is_json(visit, "fetch")


def _is_json(visit: Visit, way: str) -> None:
    sent = {one.body for one in seen.offered(visit, way=way) if one.result in ("true", "pending")}
    came = [one for one in seen.arrived(visit) if one.body in sent]
    if not came:
        raise expect.missing(f"nothing that was sent by {way} arrived")
    for one in came:
        expect.equal("application/json", one.header("Content-Type"), f"Content-Type of what was sent by {way}")


def _site_as_it_stands(visit: Visit) -> None:
    expect.equal(SITE_ID, seen.first_body(visit, "view").get("s"), "s of the page view")


SCENARIOS = (
    Scenario(
        name="every-kind-of-event",
        title="A visitor does everything that is an event",
        acts=(
            Go("/?wbraid=w1&gbraid=g1"),
            Scroll(percent=60),
            Go("/everything"),
            Click("#call"),
            Click("#chat"),
            Click("#submit"),
            Elapse(65_000),
            Leave(),
        ),
        claims=(
            Claim("TRK-202", "the keys have their names and their order, and there are no others", _keys_in_order),
            Claim("TRK-205", "sm is the first of a month", _first_of_a_month),
            Claim("TRK-209", "without a referrer r is empty", _empty_referrer),
            Claim("TRK-210", "meta begins with fp and gclid", _ours_first),
            Claim("TRK-211", "gclid is null while none is known", _no_click_id_is_null),
            Claim("TRK-213", "wbraid and gbraid are in the address only", _only_in_the_address),
            Claim("TRK-214", "view, form and heartbeat have no ev", _no_value),
            Claim("TRK-215", "phone call, WhatsApp and session end have ev null", _null_value),
            Claim("TRK-216", "two heartbeats are equal byte for byte", _byte_for_byte),
            Claim("TRK-217", "beacons are application/json", _beacons_are_json),
        ),
        account=Expected({"stored": 10}, {"stored": 2}),
        pages={"/everything": EVERYTHING},
    ),
    Scenario(
        name="sent-by-fetch",
        title="The browser takes no beacon, so the event is fetched",
        acts=(Beacons("false"), Go("/")),
        claims=(Claim("TRK-218", "the fetch is application/json", _fetches_are_json),),
        account=Expected({"stored": 1}),
    ),
    Scenario(
        name="site-id-as-it-stands",
        title="The site id has hyphens in odd places and letters of both cases",
        acts=(Wire((Rule(Answer(200)),)), Go("/odd")),
        claims=(Claim("TRK-203", "s is the attribute, letter by letter", _site_as_it_stands),),
        account=Expected({"taken by the wire: 200": 1}),
        pages={"/odd": ODD_SITE},
    ),
)
