"""Addresses, devices and places, by the tables of facts 10 and 17."""

from typing import Any

import pytest

from reference.javascript import UNDEFINED
from reference.payload import read_beacon
from reference.visitor import Device, Place, address_of, anonymise, read_device, read_place, user_agent_of
from reference.wire import Head

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT}"
LINUX = f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT}"
INSTAGRAM = (
    f"Mozilla/5.0 (Linux; Android 13; SM-S911B; wv) {WEBKIT} Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36"
    " Instagram 336.0.0.35.90 Android (33/13; 480dpi; 1080x2115; samsung; SM-S911B; en_US)"
)
NONE = "0.0.0.0"  # noqa: S104 - a stored value, not a bind
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"


@pytest.mark.parametrize(
    ("device", "user_agent"),
    [
        (("desktop", "Windows", "Chrome", "126.0.6478.127"), f"{WINDOWS} Chrome/126.0.6478.127 Safari/537.36"),
        (("desktop", "Linux", "Chrome", "125.0.6422.60"), f"{LINUX} Chrome/125.0.6422.60 Safari/537.36"),
        (
            ("desktop", "Windows", "Firefox", "127.0"),
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
        ),
        (
            ("desktop", "Linux", "Firefox", "115.0"),
            "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
        ),
        (
            ("desktop", "Windows", "Edge", "126.0.2592.87"),
            f"{WINDOWS} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87",
        ),
        (("desktop", "Linux", "Opera", "110.0.5130.66"), f"{LINUX} Chrome/124.0.0.0 Safari/537.36 OPR/110.0.5130.66"),
        (
            ("desktop", "Mac OS", "Safari", "17.5"),
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Safari/605.1.15",
        ),
        (
            ("mobile", "iOS", "Mobile Safari", "17.5"),
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {APPLE} Mobile/15E148 Safari/604.1",
        ),
        (
            ("tablet", "iOS", "Mobile Safari", "17.5"),
            f"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {APPLE} Mobile/15E148 Safari/604.1",
        ),
        (
            ("mobile", "Android", "Chrome", "126.0.6478.71"),
            f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {WEBKIT} Chrome/126.0.6478.71 Mobile Safari/537.36",
        ),
        (
            ("tablet", "Android", "Chrome", "126.0.6478.71"),
            f"Mozilla/5.0 (Linux; Android 13; SM-X710) {WEBKIT} Chrome/126.0.6478.71 Safari/537.36",
        ),
        (
            ("mobile", "Android", "Instagram", "336.0.0.35.90"),
            INSTAGRAM,
        ),
        (
            ("mobile", "iOS", "Chrome", "120.0.6099.119"),
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) {APPLE} CriOS/120.0.6099.119 Mobile/15E148",
        ),
        (
            ("tablet", "Android", "Silk", "80"),
            f"Mozilla/5.0 (Linux; Android 5.1.1; KFAUWI) {WEBKIT} Silk/80 like Chrome/80 Safari/537.36",
        ),
        (("desktop", "Windows", "IE", "11.0"), "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko"),
        (
            ("desktop", "PlayStation", "Safari", "13.0"),
            "Mozilla/5.0 (PlayStation 5 3.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
        ),
        (
            ("mobile", "Windows Phone", "Edge", "15.15063"),
            f"Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Lumia 950) {WEBKIT} Chrome/52.0 Mobile Edge/15.15063",
        ),
        (("mobile", "Unknown", "Chrome", "1.2"), "Mozilla/5.0 (compatible; Somebot/2.1) Chrome/1.2 Mobile"),
        (("desktop", "Linux", "Chrome Headless", "120.0"), "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0"),
    ],
)
def test_browsers(device: tuple[str, str, str, str], user_agent: str) -> None:
    assert Device(*device) == read_device(user_agent)


@pytest.mark.parametrize(
    ("device_type", "user_agent"),
    [
        ("desktop", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        ("desktop", "curl/8.5.0"),
        ("desktop", "python-requests/2.32.3"),
        ("desktop", "Unknown"),
        ("desktop", ""),
        ("mobile", "some MOBILE thing"),
        ("tablet", "some Tablet thing"),
        ("mobile", "some Tablet, an iPad and a mobile"),
        ("tablet", "iPad"),
    ],
)
def test_programs_and_words(device_type: str, user_agent: str) -> None:
    assert Device(device_type, "Unknown", "Unknown", UNDEFINED) == read_device(user_agent)


@pytest.mark.parametrize(
    ("device_type", "os", "user_agent"),
    [
        ("mobile", "ANDROID", "ANDROID"),
        ("desktop", "Mac OS", "Mozilla/5.0 (Macintosh)"),
        ("mobile", "Unknown", "Mozilla/5.0 (iPhone)"),
        ("desktop", "PlayStation", "PlayStation 4"),
    ],
)
def test_a_word_that_names_a_system(device_type: str, os: str, user_agent: str) -> None:
    assert Device(device_type, os, "Unknown", UNDEFINED) == read_device(user_agent)


def test_no_user_agent_is_a_word() -> None:
    assert user_agent_of(Head("/", {})) == "Unknown"
    assert user_agent_of(Head("/", {"user-agent": ""})) == "Unknown"


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (NONE, {}),
        (NONE, {"x-forwarded-for": ""}),
        (NONE, {"x-forwarded-for": ",10.0.0.1"}),
        ("10.0.0.1 ", {"x-forwarded-for": "10.0.0.1 , 10.0.0.2"}),
    ],
)
def test_address(address: str, headers: dict[str, str]) -> None:
    assert address == address_of(Head("/", headers))


@pytest.mark.parametrize(
    ("anonymised", "address"),
    [
        ("10.1.2.0", "10.1.2.3"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:10.1.2.0", "::ffff:10.1.2.3"),
        ("10.1.2.3/24", "10.1.2.3/24"),
        ("10.1.2.3\n", "10.1.2.3\n"),
        ("10.1.2.\u0663", "10.1.2.\u0663"),
    ],
)
def test_anonymise(anonymised: str, address: str) -> None:
    assert anonymised == anonymise(address)


def place(meta: Any = None, **headers: str) -> Place:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_place(Head("/", named), read_beacon({"meta": meta}))


def test_no_place() -> None:
    assert Place("Unknown", None, "Unknown", "Unknown") == place({"country": "TR", "timezone": "x"})


CITIES = ("x_vercel_ip_city", "cf_ipcity", "x_city", "x_forwarded_city")


def test_order_of_the_city() -> None:
    headers = dict.fromkeys(CITIES, "")
    for name in reversed(CITIES):
        headers[name] = name
        assert place(**headers).city == name
        assert place({"city": ""}, **headers).city == name
    assert place({"city": 5.0}, **headers).city == 5.0


def test_the_others() -> None:
    assert place(x_district="x").district == "x"
    assert place(x_district="x", cf_ipdistrict="c").district == "c"
    assert place({"district": "m"}, cf_ipdistrict="c").district == "m"
    assert place(x_country="x", cf_ipcountry="c").country == "c"
    assert place(cf_ipcountry="c", x_vercel_ip_country="v").country == "v"
    assert place(x_timezone="x", cf_timezone="c").timezone == "c"
    assert place(x_vercel_ip_city="%C4%B0stanbul").city == "%C4%B0stanbul"


def test_the_known_city() -> None:
    assert place().known_city is None
    assert place({"city": "Unknown"}).known_city is None
    assert place({"city": "unknown"}).known_city == "unknown"
