"""Laws of canonical targets and stamps, for any label and any stamp (facts 11)."""

import random
import re

from hypothesis import example, given
from hypothesis import strategies as st

from reference.intents import canonical_phone, given_stamp, phone_target, read_intent, whatsapp_target
from reference.javascript import WHITE_SPACE, utf16_units
from reference.payload import Beacon, read_beacon
from tests.fixtures.hypothesis_profiles import times
from tests.properties.hard_cases import HardCases

DIALLED = re.compile(r"\+[0-9]*")


def dialled() -> st.SearchStrategy[str]:
    """What people and pages write as a number, and anything else."""
    written = st.text(st.sampled_from("0123456789+ -().xX/%B2\u0665\uff15\u00a0"), max_size=24)
    whole = st.from_regex(r"(00|0|\+)?[0-9]{9,11}", fullmatch=True)
    return st.one_of(written, whole, st.text(max_size=12))


def labels() -> st.SearchStrategy[str]:
    """Labels of links, near and far from being URLs."""
    starts = st.sampled_from(
        (
            "",
            "tel:",
            "TEL:",
            "https://wa.me/",
            "wa.me/",
            "https://api.whatsapp.com/send?phone=",
            "//",
            "https://",
            "a:b",
            "https://chat.whatsapp.com/",
            "whatsapp://send?p=",
            "https://[::1]/",
            "https://xn--/",
            "https://a:99999/",
        )
    )
    return st.builds("{}{}".format, starts, dialled() | st.text(max_size=20))


def values() -> st.SearchStrategy[object]:
    """A label or whatever else JSON may hold in its place."""
    return labels() | st.none() | st.booleans() | st.floats() | st.lists(labels(), max_size=2)


def beacon(**wire: object) -> Beacon:
    """A parsed beacon."""
    return read_beacon({"s": "s", "u": "https://www.example.com/"} | wire)


def test_phone() -> None:
    """Total: `+` and ASCII digits, or nothing. What is canonical stays as it is. What is not dialled does not count."""
    hard = HardCases()

    @times(10)
    @given(text=dialled())
    @example("00")
    @example("+")
    @example("0000000000")
    def property_holds(text: str) -> None:
        phone = canonical_phone(text)
        kept = "".join(letter for letter in text if letter in "0123456789+")
        assert bool(kept) == bool(phone)
        assert not phone or DIALLED.fullmatch(phone)
        assert canonical_phone(phone) == phone
        assert canonical_phone(kept) == phone
        digits = kept.replace("+", "")
        if not kept.startswith(("+", "00")):
            hard.met("ten digits", len(digits) == 10)
            hard.met("a trunk zero and ten", len(digits) == 11 and digits[0] == "0")
        hard.met("a leading 00", kept.startswith("00"))

    property_holds()
    hard.require({"ten digits": 20, "a trunk zero and ten": 10, "a leading 00": 20})


@times(5)
@given(number=st.from_regex(r"[1-9][0-9]{9}", fullmatch=True), separator=st.sampled_from(("", " ", "-", ".", "\u00a0")))
def test_one_number_in_its_spellings(number: str, separator: str) -> None:
    """A local number is the same target with a trunk zero, an international prefix, and in pieces."""
    spellings = (f"+90{number}", f"0090{number}", f"0{number}", number, f"(0{number[:3]}) {number[3:]}")
    pieces = [separator.join((spelling[:5], spelling[5:])) for spelling in spellings]
    assert {f"tel:+90{number}"} == {phone_target(beacon(el=f"tel:{each}")) for each in pieces}
    assert whatsapp_target(beacon(el=f"https://wa.me/90{number}")) == f"wa:+90{number}"
    assert whatsapp_target(beacon(el=f"https://api.whatsapp.com/send/?phone=90{number}")) == f"wa:+90{number}"


@times(10)
@given(label=values(), number=values())
def test_targets_are_total(label: object, number: object) -> None:
    """Any label gives a target with its prefix and something behind it, no slash at its end, and never an error."""
    clicked = beacon(el=label, meta={"phone_number": number})
    phone, whatsapp = phone_target(clicked), whatsapp_target(clicked)
    assert phone == "tel:unknown" or DIALLED.fullmatch(phone.removeprefix("tel:"))
    assert re.fullmatch(r"wa:.+", whatsapp, re.DOTALL)
    assert not whatsapp.endswith("/")


def test_stamps() -> None:
    """Trimmed as JavaScript trims, then cut to 128 UTF-16 units; blank or no string: made here."""
    hard = HardCases()
    blank = st.text(st.sampled_from(WHITE_SPACE), max_size=4)
    long = st.builds(lambda text, count: text * count, st.text(min_size=1, max_size=4), st.integers(1, 140))
    too_long = st.text(min_size=1, max_size=4).map(lambda text: text * 129)

    @times(5)
    @given(
        stamp=st.builds("{}{}{}".format, blank, too_long | long | st.text(), blank) | values() | blank,
        now_ms=st.integers(0, 2**43),
    )
    def property_holds(stamp: object, now_ms: int) -> None:
        clicked = beacon(ea="phone_call", el="tel:+90555", meta={"intent_stamp": stamp})
        kept, used = given_stamp(clicked), read_intent(clicked, now_ms, random.Random(0)).stamp
        if isinstance(stamp, str) and stamp.strip(WHITE_SPACE):
            units = utf16_units(stamp.strip(WHITE_SPACE))
            assert utf16_units(kept) == units[:128]
            assert used == kept
            hard.met("cut", len(units) > 128)
            hard.met("trimmed", stamp != stamp.strip(WHITE_SPACE))
        else:
            assert kept is None
            assert re.fullmatch(rf"{now_ms}-[0-9a-z]{{4}}-phone-[0-9a-z]{{6}}", used)
            hard.met("made here")

    property_holds()
    hard.require({"cut": 20, "trimmed": 40, "made here": 40})
