"""A visitor follows a link to a telephone or to WhatsApp: which clicks are conversions, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_tests import seen
from browser_tests.props import moments
from browser_tests.props.links import staying
from browser_tests.scenario import Claim, Expected, NoOccasion, NotSeen, Page, Scenario, measured
from simulator.judge import expect
from simulator.page.acts import Click, Elapse, Go, Look, Run

if TYPE_CHECKING:
    from simulator.judge.check import Measurement
    from simulator.judge.visit import Visit

PHONE, SECOND_PHONE = "tel:+905321112233", "tel:+905320000002"
CHAT, CHAT_API = "http://wa.me/905321112233", "http://api.whatsapp.com/send?phone=905321112233"
BOTH = "tel:+905320000003?via=wa.me"

# A browser that asks which application is to take a phone link may swallow the clicks of a hand after it.
CALL_AGAIN = "document.querySelector('#phone').click()"
# It tells nobody above it that it was clicked.
QUIET_LINK = Page(
    staying(quiet="tel:+905321112233").html.replace(
        "</body>",
        """<script>
window.followed = 0;
document.getElementById('quiet').addEventListener('click', event => { window.followed += 1; event.stopPropagation(); });
</script>
</body>""",
    )
)
ADD_LINKS = f"""
void ['{PHONE}', '{CHAT}'].forEach((address, at) => {{
  const link = document.createElement('a');
  link.id = 'later-' + at;
  link.href = address;
  link.textContent = address;
  document.body.appendChild(link);
}})"""


def _says(action: str, address: str, body: dict[str, Any]) -> None:
    said = {"ec": "conversion", "ea": action, "el": address}
    expect.equal(said, {key: body.get(key) for key in said}, f"the click on {address}")


def _about(visit: Visit, address: str, first: str, until: str = "") -> dict[str, Any]:
    """Give the one conversion of a click between two looks, whatever it calls itself."""
    found = [one for one in moments.since(visit, first, until=until) if one.get("ec") != "system"]
    return expect.one(found, f"events of one click on {address}")


def _phone_call(visit: Visit) -> None:
    _says("phone_call", PHONE, _about(visit, PHONE, "read", until="called"))


def _icon_call(visit: Visit) -> None:
    _says("phone_call", SECOND_PHONE, _about(visit, SECOND_PHONE, "called"))


def _chat(visit: Visit) -> None:
    _says("whatsapp", CHAT, _about(visit, CHAT, "wa.me", until="inner"))


def _inner_chat(visit: Visit) -> None:
    _says("whatsapp", CHAT, _about(visit, CHAT, "inner"))


def _chat_api(visit: Visit) -> None:
    _says("whatsapp", CHAT_API, _about(visit, CHAT_API, "whatsapp.com", until="wa.me"))


def _names_itself(visit: Visit, action: str) -> None:
    meta = seen.meta(seen.first_body(visit, action))
    expect.equal(action, meta.get("intent_action"), f"intent_action of {action}")
    expect.truthy(meta.get("intent_stamp"), f"intent_stamp of {action}")


def _end_is_no_end(visit: Visit) -> Measurement:
    ended = moments.before(visit, "called", "session_end")
    went_on = moments.since(visit, "called", "heartbeat") and moments.since(visit, "called", "phone_call")
    if not seen.arrived(visit, "phone_call"):
        raise NoOccasion("no click on the phone link was heard")
    return measured(int(bool(ended and went_on)), 1, "session ends after which the page sent heartbeats and clicks")


def _each_end(visit: Visit) -> None:
    expect.truthy(moments.before(visit, "called", "session_end"), "session ends of the first call")
    expect.truthy(moments.since(visit, "called", "session_end"), "session ends of the second call")


def _beats_after_the_end(visit: Visit) -> None:
    if not moments.before(visit, "called", "session_end"):
        raise NoOccasion("no session end was sent while the page stayed")
    expect.truthy(moments.since(visit, "called", "heartbeat"), "heartbeats after a session end")


def _later_links(visit: Visit) -> None:
    heard = sorted(str(one.get("el")) for one in moments.since(visit, "added", until="clicked"))
    expect.equal(sorted([PHONE, CHAT]), heard, "clicks on links that were added later")


def _quiet_click(visit: Visit) -> None:
    _followed(visit)
    expect.absent(_conversions(visit, "clicked"), "conversions of a click whose propagation was stopped")


def _quiet_click_is_none(visit: Visit) -> Measurement:
    _followed(visit)
    sent = _conversions(visit, "clicked")
    return measured(int(not sent), 1, "clicks on a phone link that the page kept to itself and nobody heard")


def _conversions(visit: Visit, first: str) -> list[dict[str, Any]]:
    return [one for one in moments.since(visit, first) if one.get("ec") == "conversion"]


def _followed(visit: Visit) -> None:
    clicks = seen.value(visit, "followed")
    if clicks != 1:
        raise NotSeen(f"the page heard {clicks} clicks on its quiet link")


def _both_conversions(visit: Visit) -> None:
    sent = {str(one.get("ea")) for one in seen.bodies(visit) if one.get("ec") == "conversion"}
    expect.equal(2, len(sent), f"kinds of conversions of one click on {BOTH}: {sorted(sent)}")


def _two_calls(visit: Visit) -> Measurement:
    calls = len(seen.calls(visit))
    if not calls:
        raise NoOccasion("the click made no call at all")
    return measured(int(calls > 1), 1, "clicks on a phone link that names wa.me and made two calls")


def _nothing_by_middle(visit: Visit) -> None:
    _done(visit)
    expect.absent(moments.since(visit, "read"), "what a middle click sent")


def _middle_is_none(visit: Visit) -> Measurement:
    _done(visit)
    return measured(int(not _conversions(visit, "read")), 1, "chats opened by the middle button, and nothing was sent")


def _done(visit: Visit) -> None:
    if failed := visit.failures():
        raise NotSeen(f"a step of the scenario failed ({failed[0].what}): {failed[0].failed}")


def _scheme_is_none(visit: Visit) -> Measurement:
    _done(visit)
    return measured(int(not _conversions(visit, "read")), 1, "clicks on whatsapp://send, and no conversion was sent")


def _any_wa_me(visit: Visit) -> Measurement:
    _done(visit)
    return measured(len(seen.calls(visit)), 1, "clicks on https://swa.me/shop that made a call")


SCENARIOS = (
    Scenario(
        name="phone-link",
        title="A visitor taps the phone number, stays on the page, and taps it again",
        acts=(Go("/"), Elapse(5_000), Look("read"), Click("#phone"), Look("called"), Elapse(60_000), Run(CALL_AGAIN)),
        claims=(
            Claim("TRK-602", "the call says what it is and whom it calls", _phone_call),
            Claim("TRK-603", "it carries its action and a stamp", lambda visit: _names_itself(visit, "phone_call")),
            Claim("TRK-621", "each of the two calls sends a session end, and the page stays", _each_end),
            Claim("TRK-619", "heartbeats go on after a session end", _beats_after_the_end),
            Claim("HAZ-331", "heartbeats and clicks follow the session end", _end_is_no_end),
        ),
        account=Expected({"stored": 7}, {"stored": 2}),
    ),
    Scenario(
        name="icon-inside-a-link",
        title="A visitor taps the handset drawn inside the call button",
        acts=(Go("/"), Look("called"), Click("#icon-path")),
        claims=(Claim("TRK-602", "the link around the icon is called", _icon_call),),
        account=Expected({"stored": 3}, {"stored": 1}),
    ),
    Scenario(
        name="whatsapp-links",
        title="A visitor opens WhatsApp: by the long address, by the short one, and by a word within the link",
        pages={"/links": Page(staying(chat=CHAT, api=CHAT_API).html.replace(">chat<", "><b id='word'>chat</b><"))},
        acts=(
            Go("/links"),
            *(Look("whatsapp.com"), Click("#api")),
            *(Look("wa.me"), Click("#chat")),
            *(Look("inner"), Click("#word")),
        ),
        claims=(
            Claim("TRK-604", "a link to wa.me is a conversion", _chat),
            Claim("TRK-604", "so is a click on a word within it", _inner_chat),
            Claim("TRK-605", "a link to api.whatsapp.com is one in the same way", _chat_api),
            Claim("TRK-606", "it carries its action and a stamp", lambda visit: _names_itself(visit, "whatsapp")),
        ),
        account=Expected({"stored": 4}, {"stored": 3}),
    ),
    Scenario(
        name="whatsapp-followed",
        title="A visitor follows a WhatsApp link, and the chat takes the page's place",
        acts=(Go("/"), Look("wa.me"), Click("#whatsapp"), Look("inner")),
        claims=(Claim("TRK-604", "the conversion arrives although the page is left", _chat),),
        account=Expected({"stored": 3}, {"stored": 1}),
    ),
    Scenario(
        name="links-added-later",
        title="A page adds two links after it was loaded, and keeps a click on a third one to itself",
        pages={"/quiet": QUIET_LINK},
        acts=(
            *(Go("/quiet"), Run(ADD_LINKS), Look("added"), Click("#later-0"), Click("#later-1"), Look("clicked")),
            *(Click("#quiet"), Run("window.followed", keep="followed")),
        ),
        claims=(
            Claim("TRK-607", "links that were added later are heard", _later_links),
            Claim("TRK-607", "a click whose propagation was stopped is not", _quiet_click),
            Claim("HAZ-342", "so a page can hide its calls without knowing", _quiet_click_is_none),
        ),
        account=Expected({"stored": 4}, {"stored": 2}),
    ),
    Scenario(
        name="phone-and-whatsapp-link",
        title="A visitor taps a phone number whose address also names wa.me",
        pages={"/links": staying(both=BOTH)},
        acts=(Go("/links"), Click("#both")),
        claims=(
            Claim("TRK-608", "it is a phone call and a WhatsApp conversion", _both_conversions),
            Claim("HAZ-345", "one click is two calls", _two_calls),
        ),
        account=Expected({"stored": 3}, {"stored": 2}),
    ),
    Scenario(
        name="middle-click",
        title="A visitor opens WhatsApp in a new tab by the middle button",
        acts=(Go("/"), Look("read"), Click("#whatsapp", button="middle", opens="chat")),
        claims=(
            Claim("TRK-609", "nothing is sent", _nothing_by_middle),
            Claim("HAZ-341", "the chat opens, and nobody knows", _middle_is_none),
        ),
        account=Expected({"stored": 1}),
    ),
    Scenario(
        name="whatsapp-scheme",
        title="A visitor opens the WhatsApp application by its own scheme",
        pages={"/links": staying(application="whatsapp://send?phone=905321112233")},
        acts=(Go("/links"), Look("read"), Click("#application")),
        claims=(Claim("HAZ-343", "it is no intent", _scheme_is_none),),
        account=Expected({"stored": 1}),
    ),
    Scenario(
        name="any-address-with-wa-me",
        title="A visitor follows a link to a shop whose name happens to contain wa.me",
        pages={"/links": staying(shop="https://swa.me/shop")},
        acts=(Go("/links"), Click("#shop")),
        claims=(Claim("HAZ-344", "it is stored as a call", _any_wa_me),),
        account=Expected({"stored": 2}, {"stored": 1}),
    ),
)
