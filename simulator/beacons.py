"""Beacons as the tracker sends them, built from a visitor and a Random: what visitors of every kind are made of.

Decides the wire form (tracker facts 1, 4, 5): keys and their order, absent against null, the stamp. Must not know
transport, queue, gateway or time: `now_ms` is an argument, in milliseconds since 1970. Builders return fresh dicts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from random import Random

Beacon = dict[str, Any]

# The keys of the body, in the tracker's order. Named here; everybody else writes the names.
SITE: Final = "s"
URL: Final = "u"
SESSION: Final = "sid"
MONTH: Final = "sm"
CATEGORY: Final = "ec"
ACTION: Final = "ea"
LABEL: Final = "el"
VALUE: Final = "ev"
REFERRER: Final = "r"
META: Final = "meta"
# Those of meta; callers' extra keys stand after the first two.
FINGERPRINT: Final = "fp"
GCLID: Final = "gclid"
INTENT_STAMP: Final = "intent_stamp"
INTENT_ACTION: Final = "intent_action"
EXIT_PAGE: Final = "exit_page"

CONVERSION, INTERACTION, SYSTEM = "conversion", "interaction", "system"
VIEW, PHONE_CALL, WHATSAPP, FORM_SUBMIT = "view", "phone_call", "whatsapp", "form_submit"
SCROLL_DEPTH, HEARTBEAT, SESSION_END = "scroll_depth", "heartbeat", "session_end"

HEARTBEAT_MS = 30_000
SCROLL_PERCENT_MIN, SCROLL_PERCENT_DEEP = 50, 90
FINGERPRINT_DIGITS_MAX = 6
STAMP_RANDOM_DIGITS, STAMP_HASH_DIGITS = 4, 6
BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"
SIGN_BIT_32, MASK_32 = 0x8000_0000, 0xFFFF_FFFF

PHONE_LINK = "tel:+905321112233"
WHATSAPP_LINK = "https://wa.me/905329998877"
TITLE = "Taşıma & Nakliyat | Ücretsiz Teklif"  # noqa: RUF001 - Turkish
FORM_NAME = "quote"

USER_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
        " Mobile/15E148 Safari/604.1"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
)
REFERRERS = ("", "", "https://www.google.com/", "https://l.facebook.com/")


@dataclass(frozen=True, slots=True)
class Visitor:
    """One tab of one person. `sid` is a v4 uuid, `address` an IPv4 address, `landing` the page's full URL."""

    site: str
    origin: str
    sid: str
    fingerprint: str
    gclid: str | None
    user_agent: str
    address: str
    landing: str
    referrer: str = ""


def new_visitor(random: Random, *, site: str, origin: str, address: str | None = None) -> Visitor:
    """Make a plausible visitor of a site; one in three came by an ad. Without an address it gets one of 16 million."""
    gclid = "Cj0KCQ" + _base_36(random, 20) if random.random() < 1 / 3 else None
    return Visitor(
        site=site,
        origin=origin,
        sid=new_sid(random),
        fingerprint=_base_36(random, FINGERPRINT_DIGITS_MAX),
        gclid=gclid,
        user_agent=random.choice(USER_AGENTS),
        address=address or f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}",
        landing=f"{origin}/?gclid={gclid}" if gclid else f"{origin}/",
        referrer=random.choice(REFERRERS),
    )


def new_sid(random: Random) -> str:
    """Make a session id: a lower-case v4 uuid (tracker facts 6)."""
    bits = f"{random.getrandbits(128):032x}"
    return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-{'89ab'[int(bits[16], 16) & 3]}{bits[17:20]}-{bits[20:]}"


def page_view(visitor: Visitor, now_ms: int, *, title: str = TITLE) -> Beacon:
    """The tracker has started."""
    return _beacon(visitor, now_ms, (INTERACTION, VIEW), {LABEL: title})


def phone_call(visitor: Visitor, random: Random, now_ms: int, *, target: str = PHONE_LINK) -> Beacon:
    """A click on a telephone link; `target` is its resolved href."""
    return _intent(visitor, now_ms, PHONE_CALL, target, intent_stamp(random, now_ms, "tel", target))


def whatsapp(visitor: Visitor, random: Random, now_ms: int, *, target: str = WHATSAPP_LINK) -> Beacon:
    """A click on a WhatsApp link; `target` is its resolved href."""
    return _intent(visitor, now_ms, WHATSAPP, target, intent_stamp(random, now_ms, "wa", target))


def form_submit(visitor: Visitor, now_ms: int, *, form: str = FORM_NAME) -> Beacon:
    """A form was sent; `form` is its id, else its name, else `form`."""
    return _beacon(visitor, now_ms, (CONVERSION, FORM_SUBMIT), {LABEL: form})


def scroll_depth(visitor: Visitor, now_ms: int, percent: int) -> Beacon:
    """The page was scrolled to a new whole percent of 50 or more."""
    assert percent >= SCROLL_PERCENT_MIN, f"the tracker is silent below {SCROLL_PERCENT_MIN} %, came {percent}"
    label = "90%" if percent >= SCROLL_PERCENT_DEEP else "50%"
    return _beacon(visitor, now_ms, (INTERACTION, SCROLL_DEPTH), {LABEL: label, VALUE: percent})


def heartbeat(visitor: Visitor, now_ms: int) -> Beacon:
    """The page has been open for another 30 s."""
    return _beacon(visitor, now_ms, (SYSTEM, HEARTBEAT), {LABEL: "session_active"})


def session_end(visitor: Visitor, now_ms: int, *, exit_page: str | None = None) -> Beacon:
    """The page is being left, or so the browser says."""
    meta = {EXIT_PAGE: exit_page or visitor.landing}
    return _beacon(visitor, now_ms, (SYSTEM, SESSION_END), {LABEL: "page_unload", VALUE: None}, meta)


def visit(visitor: Visitor, random: Random, now_ms: int) -> list[tuple[int, Beacon]]:
    """Give a plausible visit that starts at `now_ms`: `(offset_ms, beacon)` in order, a view first, an end last."""
    length_ms = int(min(random.expovariate(1 / 60_000), 600_000)) + 2_000
    times = [(0, page_view(visitor, now_ms))]
    times += [(at, heartbeat(visitor, now_ms + at)) for at in range(HEARTBEAT_MS, length_ms, HEARTBEAT_MS)]
    times += _scrolling(visitor, random, now_ms, length_ms)
    times += _converting(visitor, random, now_ms, length_ms)
    times.append((length_ms, session_end(visitor, now_ms + length_ms)))
    return sorted(times, key=lambda timed: timed[0])


def encode(beacon: Beacon) -> bytes:
    """Write a beacon as `JSON.stringify` and a Blob do: no spaces, UTF-8; a lone surrogate stays escaped."""
    text = _dumps(beacon)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text).encode()


def intent_stamp(random: Random, now_ms: int, kind: str, href: str) -> str:
    """Make the stamp `<ms>-<4 random>-<tel|wa>-<6 of the hash>` of a click (tracker facts 5)."""
    return f"{now_ms}-{_base_36(random, STAMP_RANDOM_DIGITS)}-{kind}-{href_hash(href)}"


@lru_cache(maxsize=4_096)
def href_hash(href: str) -> str:
    """Give the stamp's last part: h = 31 h + unit over the lower-cased href, signed 32 bits, base 36, six digits."""
    units = href.lower().encode("utf-16-le", "surrogatepass")
    total = 0
    for low, high in zip(units[::2], units[1::2], strict=True):
        total = (total * 31 + (high << 8 | low)) & MASK_32
    digits = _in_base_36(abs(total - 2 * (total & SIGN_BIT_32)))
    return digits[:STAMP_HASH_DIGITS].ljust(STAMP_HASH_DIGITS, "0")


def month_of(now_ms: int) -> str:
    """Give the session month of an instant: the first of its UTC month."""
    return _month_of_hour(now_ms // 3_600_000)


@lru_cache(maxsize=1_024)
def _month_of_hour(hour: int) -> str:
    return datetime.fromtimestamp(hour * 3_600, tz=UTC).strftime("%Y-%m-01")


def _beacon(visitor: Visitor, now_ms: int, event: tuple[str, str], said: Beacon, extra: Beacon | None = None) -> Beacon:
    category, action = event
    return {
        SITE: visitor.site,
        URL: visitor.landing,
        SESSION: visitor.sid,
        MONTH: month_of(now_ms),
        CATEGORY: category,
        ACTION: action,
        **said,
        REFERRER: visitor.referrer,
        META: {FINGERPRINT: visitor.fingerprint, GCLID: visitor.gclid, **(extra or {})},
    }


def _intent(visitor: Visitor, now_ms: int, action: str, target: str, stamp: str) -> Beacon:
    meta = {INTENT_STAMP: stamp, INTENT_ACTION: action}
    return _beacon(visitor, now_ms, (CONVERSION, action), {LABEL: target, VALUE: None}, meta)


def _scrolling(visitor: Visitor, random: Random, now_ms: int, length_ms: int) -> list[tuple[int, Beacon]]:
    """Each event is a new maximum, as the tracker sends it: percents and times both grow."""
    percents = sorted(random.sample(range(SCROLL_PERCENT_MIN, 101), random.choice((0, 0, 1, 2, 4, 8))))
    times = sorted(random.randrange(200, length_ms) for _ in percents)
    return [(at, scroll_depth(visitor, now_ms + at, percent)) for at, percent in zip(times, percents, strict=True)]


def _converting(visitor: Visitor, random: Random, now_ms: int, length_ms: int) -> list[tuple[int, Beacon]]:
    at, chance = random.randrange(500, length_ms), random.random()
    if chance < 0.10:  # noqa: PLR2004 - of a hundred visits ten call, eight write, three send a form
        return [(at, phone_call(visitor, random, now_ms + at))]
    if chance < 0.18:  # noqa: PLR2004
        return [(at, whatsapp(visitor, random, now_ms + at))]
    return [(at, form_submit(visitor, now_ms + at))] if chance < 0.21 else []  # noqa: PLR2004


def _base_36(random: Random, digits: int) -> str:
    return "".join(random.choices(BASE_36, k=digits))


def _in_base_36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = BASE_36[digit] + digits
    return digits or "0"


_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
