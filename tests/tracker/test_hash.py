"""The tracker's hash, run by a JavaScript engine: its vectors, and what it leaves unpadded.

A click on a link is the only way to the hash from outside, so the page here is just large enough to be clicked.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import quickjs

TRACKER = Path(__file__).parents[2] / "tracker" / "ux-core.js"
HREFS = {
    "tel:+905321112233": "d250e8",
    "tel:+905320000002": "23w0cf",
    "tel:+90 532 111 22 33;ext=7": "ei3ns0",
    "http://wa.me/905321112233": "qcft8n",
    "http://wa.me/905321112233?text=Hi": "27nwad",
    "http://api.whatsapp.com/send?phone=905321112233": "touypi",
    "https://wa.me/905329998877": "l689vm",
    "tel:+905320000003?via=wa.me": "p5r0ts",
}
STUB = """
const sent = [], listeners = {}, store = {};
const storage = {
  getItem: key => key in store ? store[key] : null,
  setItem: (key, value) => { store[key] = String(value); },
  removeItem: key => { delete store[key]; },
};
const addEventListener = (type, listener) => { (listeners[type] = listeners[type] || []).push(listener); };
const setInterval = () => 1;
const console = { log() {}, warn() {} };
const screen = { width: 1280, height: 720 };
const location = { origin: 'http://a.test', href: 'http://a.test/', search: '' };
const localStorage = storage, sessionStorage = storage;
const navigator = { userAgent: 'UA', language: 'tr-TR', sendBeacon: (url, blob) => sent.push(blob.text) > 0 };
class Blob { constructor(parts) { this.text = parts.join(''); } }
class URLSearchParams { get() { return null; } }
const document = {
  currentScript: { getAttribute: () => 'site' }, readyState: 'complete', title: '', referrer: '', addEventListener,
};
const window = { location, addEventListener };
Date.prototype.getTimezoneOffset = () => -180;
const click = (href, selector) =>
  listeners.click.forEach(listener => listener({ target: { closest: s => s === selector ? { href } : null } }));
"""
SELECTORS = {"tel": 'a[href^="tel:"]', "wa": 'a[href*="wa.me"], a[href*="whatsapp.com"]'}


def tracked(user_agent: str = "UA") -> quickjs.Context:
    """A page on which the tracker has started."""
    context = quickjs.Context()
    context.eval(STUB)
    context.eval(f"navigator.userAgent = {json.dumps(user_agent)}")
    context.eval(TRACKER.read_text("utf-8"))
    return context


@pytest.fixture
def page() -> quickjs.Context:
    """Any page."""
    return tracked()


def last_event(page: quickjs.Context) -> dict[str, Any]:
    return json.loads(page.eval("sent[sent.length - 1]"))


@pytest.mark.parametrize(("href", "ending"), HREFS.items())
def test_vectors(page: quickjs.Context, href: str, ending: str) -> None:
    """The last part of a stamp is the hash of the lower-cased href, padded on the right to six characters."""
    kind = "tel" if href.startswith("tel:") else "wa"
    page.eval(f"click({json.dumps(href)}, {json.dumps(SELECTORS[kind])})")
    assert [kind, ending] == last_event(page)["meta"]["intent_stamp"].split("-")[2:]


def test_the_random_part_is_padded_as_well(page: quickjs.Context) -> None:
    """A short random number still makes four characters."""
    page.eval(f"Math.random = () => 0.5; click('tel:1', {json.dumps(SELECTORS['tel'])})")
    assert "i000" == last_event(page)["meta"]["intent_stamp"].split("-")[1]


@pytest.mark.parametrize(("agent", "fingerprint"), [("UA", "49353t"), ("UA0", "av8qp")])
def test_the_fingerprint_is_the_same_hash_unpadded(agent: str, fingerprint: str) -> None:
    """It runs over `{agent}|tr-TR|1280x720|-180|`: a page without a canvas leaves the last field empty."""
    page = tracked(agent)
    assert fingerprint == last_event(page)["meta"]["fp"]


@pytest.mark.parametrize("shape", ["length", "signed"])
def test_the_extremes(page: quickjs.Context, shape: str) -> None:
    """The empty text and the most negative number: neither a sign nor a seventh character."""
    href, ending = {"length": ("", "000000"), "signed": ("polygenelubricants", "zik0zk")}[shape]
    page.eval(f"click({json.dumps(href)}, {json.dumps(SELECTORS['tel'])})")
    assert ending == last_event(page)["meta"]["intent_stamp"].split("-")[3]
