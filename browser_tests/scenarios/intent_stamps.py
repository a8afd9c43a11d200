"""The stamp that tells one click from another: its parts, its hash, and what it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.props.links import staying
from browser_tests.scenario import Claim, Expected, NoOccasion, NotSeen, Scenario
from simulator.judge import expect
from simulator.judge.visit import body_of
from simulator.page.acts import Beacons, Click, Elapse, Go, Look, Reload, Wire
from simulator.proxy import DropAnswer, Rule

if TYPE_CHECKING:
    from simulator.judge.visit import Visit

BOTH = "tel:+905320000003?via=wa.me"
HASHES = {
    "tel:+905321112233": "d250e8",
    "tel:+905320000002": "23w0cf",
    "http://wa.me/905321112233": "qcft8n",
    "http://api.whatsapp.com/send?phone=905321112233": "touypi",
    "https://wa.me/905329998877": "l689vm",
    BOTH: "p5r0ts",
}
CAPITAL, CAPITAL_HASH = "http://wa.me/905321112233?text=Hi", "27nwad"
SHORT, SHORT_HASH = "tel:+90 532 111 22 33;ext=7", "ei3ns0"
LINKS = {f"link-{at}": address for at, address in enumerate([*HASHES, CAPITAL, SHORT])}
STAMP = r"\d+-[0-9a-z]{4}-(tel|wa)-[0-9a-z]{6}"


def _stamps(visit: Visit, address: str | None = None) -> list[str]:
    """Give the stamps that arrived, of one address or of all; a `Deviation` if none did."""
    bodies = [one for one in seen.bodies(visit) if address in (None, one.get("el"))]
    found = [stamp for one in bodies if (stamp := _stamp(one))]
    if not found:
        raise expect.missing(f"no stamp of a click on {address or 'any link'} arrived")
    return found


def _stamp(body: dict[str, Any]) -> str:
    stamp = seen.meta(body).get("intent_stamp")
    return stamp if isinstance(stamp, str) else ""


def _parts(stamp: str) -> list[str]:
    """Take a stamp apart, whatever joins it."""
    return re.split(r"[^0-9a-z]+", stamp)


def _four_parts(visit: Visit) -> None:
    for stamp in _stamps(visit):
        expect.matches(STAMP, stamp, "a stamp")


def _kinds(visit: Visit) -> None:
    for address in (one for one in LINKS.values() if one != BOTH):
        for stamp in _stamps(visit, address):
            kind = "tel" if address.startswith("tel:") else "wa"
            expect.contains(kind, _parts(stamp), f"the parts of a stamp of {address}")


def _hashes(visit: Visit) -> None:
    for address, code in HASHES.items():
        _ends_with(visit, address, code)


def _capital(visit: Visit) -> None:
    _ends_with(visit, CAPITAL, CAPITAL_HASH)


def _padded(visit: Visit) -> None:
    _ends_with(visit, SHORT, SHORT_HASH)


def _ends_with(visit: Visit, address: str, code: str) -> None:
    for stamp in _stamps(visit, address):
        expect.equal(code, _parts(stamp)[-1], f"the hash of {address}")


def _time_of_the_click(visit: Visit) -> None:
    for stamp in _stamps(visit):
        # The page's clock stands still between a click and what it sends.
        clicked = [one.at_ms for one in (*visit.offers, *seen.arrived(visit)) if _stamp(body_of(one)) == stamp]
        expect.equal(str(clicked[0]), _parts(stamp)[0], "the first part of the stamp")


def _unlike(visit: Visit) -> None:
    stamps = _stamps(visit)
    if len(stamps) == 1:
        raise expect.missing("of two clicks one stamp arrived")
    if len({one.at_ms for one in visit.offers if _stamp(body_of(one))}) > 1:
        raise NotSeen("there were no two clicks in the same millisecond")
    expect.equal(len(stamps), len(set(stamps)), f"different stamps among {stamps}")


def _stamp_of_the_row(visit: Visit) -> None:
    stamp = _stamps(visit)[0]
    calls = seen.calls(visit)
    if not calls:
        raise NoOccasion("no call was stored")
    expect.equal({stamp}, {row["intent_stamp"] for row in calls}, "stamps of the stored calls")


def _copy_is_no_call(visit: Visit) -> None:
    stamp = _stamps(visit)[0]
    if stamp not in [_stamp(one) for one in moments.since(visit, "called")]:
        raise NoOccasion("the event was not sent again")
    expect.equal(1, len(seen.calls(visit)), "calls of one click that arrived twice")


SCENARIOS = (
    Scenario(
        name="stamps-of-eight-links",
        title="A visitor clicks eight links, each known by the hash of its address",
        pages={"/links": staying(**LINKS)},
        acts=(Go("/links"), *(Click(f"#{name}") for name in LINKS)),
        claims=(
            Claim("TRK-701", "a stamp has four parts", _four_parts),
            Claim("TRK-704", "the third says what kind of link it was", _kinds),
            Claim("TRK-705", "the last is the hash of the address", _hashes),
            Claim("TRK-706", "capital letters make no difference", _capital),
            Claim("TRK-707", "a short hash is padded on the right", _padded),
        ),
        account=Expected({"stored": 10}, {"stored": 9}),
    ),
    Scenario(
        name="two-clicks-in-one-millisecond",
        title="A visitor taps one phone number twice within a millisecond",
        pages={"/links": staying(phone="tel:+905321112233")},
        acts=(Go("/links"), Elapse(12_345), Click("#phone"), Click("#phone")),
        claims=(
            Claim("TRK-702", "the stamp begins with the time of the click", _time_of_the_click),
            Claim("TRK-703", "the two stamps differ all the same", _unlike),
        ),
        account=Expected({"stored": 3}, {"stored": 2}),
    ),
    Scenario(
        name="one-stamp-one-call",
        title="The answer to a call is lost, the next page sends it again, and it is one call",
        pages={"/links": staying(phone="tel:+905321112233")},
        acts=(
            *(Go("/links"), Beacons("false"), Wire((Rule(DropAnswer(), body=b"intent_stamp", count=1),))),
            *(Click("#phone"), Look("called")),
            *(Beacons("real"), Wire(), Reload()),
        ),
        claims=(
            Claim("TRK-708", "the call's row has the click's stamp", _stamp_of_the_row),
            Claim("TRK-708", "the copy makes no second call", _copy_is_no_call),
        ),
        account=Expected({"stored": 4}, {"stored": 1}, surplus=1),
    ),
)
