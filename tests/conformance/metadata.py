"""GWY-811 to 819: what an event's metadata holds, and whose value wins.

Later wins (facts 9): the referrer, then everything of `meta`, then the gateway's own keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import absent, contains, different, equal, lacks, one
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.stored import RAW, with_raw
from tests.conformance.traces import events_of_visitor, metadata_in, metadata_of

if TYPE_CHECKING:
    from simulator.judge.target import Target

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.127 Safari/537.36"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
# Present for every visitor; browser_version and gclid are there only when there is something to say.
GATEWAY_KEYS = (
    "client_sid",
    "fingerprint",
    "user_agent",
    "device_type",
    "os",
    "browser",
    "city",
    "district",
    "country",
    "timezone",
    "lead_score",
    "attribution_source",
    "intelligence_summary",
    "is_attributed_to_ads",
    "ip_anonymized",
)


async def metadata_with(target: Target, meta: Any, **wire: Any) -> dict[str, Any]:
    """The metadata of the event that a beacon with this `meta` leaves."""
    return await metadata_of(target, target.beacon(meta=meta, **wire), user_agent=CHROME)


@check("GWY-811", needs={"rows"})
async def everything_of_meta_is_kept(target: Target) -> None:
    """Every key the client sent in meta is in metadata with its value, nested ones too."""
    meta = {
        "fp": target.new_fingerprint(),
        "gclid": None,
        "note": "Çok güzel 📞",
        "empty": "",
        "ratio": 1.5,
        "count": 3,
        "flag": False,
        "nested": {"list": [1, {"deep": None}], "Key With Space": True},
    }
    metadata = await metadata_with(target, meta)
    for key, value in meta.items():
        contains(key, metadata, "keys of metadata")
        equal(value, metadata[key], f"metadata.{key}")


@check("GWY-812", needs={"rows"})
async def gateway_adds_its_own_keys(target: Target) -> None:
    """Metadata holds every key of the gateway, and the client's sid, fingerprint and user agent under them."""
    beacon = target.beacon(meta={"fp": target.new_fingerprint(), "gclid": None})
    metadata = await metadata_of(target, beacon, user_agent=CHROME)
    for key in GATEWAY_KEYS:
        contains(key, metadata, "keys of metadata")
    for key, value in (("client_sid", beacon["sid"]), ("fingerprint", beacon["meta"]["fp"]), ("user_agent", CHROME)):
        equal(value, metadata[key], f"metadata.{key}")


@check("GWY-813", needs={"rows"})
async def gateways_keys_win(target: Target) -> None:
    """A client that names the gateway's keys in meta does not get them."""
    # meta.city, meta.district and meta.gclid are sources of the gateway's values (facts 6, 10), so they are not forged.
    forged = {key: f"forged {key}" for key in (*GATEWAY_KEYS, "browser_version") if key not in ("city", "district")}
    metadata = await metadata_with(target, {"fp": target.new_fingerprint(), **forged})
    for key, value in forged.items():
        contains(key, metadata, "keys of metadata")
        different(value, metadata[key], f"metadata.{key}")


@check("GWY-813", needs={"rows"})
async def referrer_can_be_overridden(target: Target) -> None:
    """meta.referrer wins over r, and meta.lead_score does not win over the score."""
    meta = {"fp": target.new_fingerprint(), "referrer": "https://mine.test/", "lead_score": 99}
    metadata = await metadata_with(target, meta, r="https://theirs.test/", ec="interaction")
    equal(
        ("https://mine.test/", 10),
        (metadata.get("referrer"), metadata.get("lead_score")),
        "metadata.referrer and metadata.lead_score",
    )


@check("GWY-814", needs={"rows"})
async def missing_sid_removes_the_clients_client_sid(target: Target) -> None:
    """Without sid a client's meta.client_sid is removed."""
    fingerprint = target.new_fingerprint()
    await target.post(target.beacon(sid=OMIT, meta={"fp": fingerprint, "client_sid": "forged"}))
    event = one(await events_of_visitor(target, fingerprint), "events of a beacon without sid")
    lacks("client_sid", metadata_in(event), "keys of metadata without sid")


@check("GWY-814", needs={"rows"})
async def bot_removes_the_clients_browser_version(target: Target) -> None:
    """For a bot, which has no browser version, a client's meta.browser_version is removed."""
    beacon = target.beacon(meta={"fp": target.new_fingerprint(), "browser_version": "forged"})
    metadata = await metadata_of(target, beacon, user_agent=GOOGLEBOT)
    lacks("browser_version", metadata, "keys of a bot's metadata")


@check("GWY-815", needs={"rows"})
async def gclid_is_absent_when_nobody_sent_one(target: Target) -> None:
    """Without a gclid in URL or meta, metadata has no key gclid."""
    lacks("gclid", await metadata_with(target, {"fp": target.new_fingerprint()}), "keys of metadata")


@check("GWY-815", needs={"rows"})
async def null_gclid_stays_null(target: Target) -> None:
    """A null gclid of the client is a null in metadata."""
    metadata = await metadata_with(target, {"fp": target.new_fingerprint(), "gclid": None})
    contains("gclid", metadata, "keys of metadata")
    equal(None, metadata["gclid"], "metadata.gclid")


@check("GWY-816", needs={"rows"})
async def referrer_is_r(target: Target) -> None:
    """metadata.referrer is r, whatever the Referer header says; an empty r stays empty."""
    for sent in ("https://partner.test/a?b=c", ""):
        beacon = target.beacon(r=sent)
        metadata = await metadata_of(target, beacon, headers={"Referer": "https://header.test/"})
        equal(sent, metadata.get("referrer"), f"metadata.referrer of r {said(sent)}")


@check("GWY-817", needs={"rows"})
async def string_or_array_meta_is_spread(target: Target) -> None:
    """A string is spread letter by letter, an array element by element, under 0, 1, …."""
    for meta, expected in (("hé", {"0": "h", "1": "é"}), (["x", 5, None], {"0": "x", "1": 5, "2": None})):
        metadata = await metadata_with(target, meta)
        spread = {key: value for key, value in metadata.items() if key.isdigit()}
        equal(expected, spread, f"numbered keys of meta {said(meta)}")


@check("GWY-817", needs={"rows"})
async def number_or_null_meta_adds_nothing(target: Target) -> None:
    """A number, a boolean or null as meta leaves only the gateway's keys and the referrer."""
    known = {*GATEWAY_KEYS, "browser_version", "referrer"}
    for meta in (5, True, None):
        metadata = await metadata_with(target, meta)
        absent(sorted(set(metadata) - known), f"unexpected keys of metadata for meta {said(meta)}")


@check("GWY-818", needs={"rows"})
async def numbers_of_meta_are_doubles(target: Target) -> None:
    """A number beyond a double's digits is rounded like one, and one beyond its range is null."""
    for text, stored in (
        ("12345678901234567890", 12345678901234567000),
        ("1e400", None),
        ("-1e400", None),
    ):
        beacon = target.beacon(meta={"number": RAW})
        metadata = await metadata_of(target, beacon, body=with_raw(beacon, text))
        contains("number", metadata, "keys of metadata")
        equal(stored, metadata["number"], f"metadata.number of {text}")


@check("GWY-819", needs={"rows"})
async def proto_key_is_data(target: Target) -> None:
    """A __proto__ key in meta is stored like any other."""
    metadata = await metadata_with(target, {"__proto__": {"a": 1}})
    equal({"a": 1}, metadata.get("__proto__"), "metadata.__proto__")
