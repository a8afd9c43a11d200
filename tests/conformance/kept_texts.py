"""GWY-609, 631, 811, 823, 824, 934 and 957: what is stored is what came (blueprint 3.2; facts 4, 9).

The code of the blueprint hands each text on as it is. One beacon a kind of text carries it in every place at once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from simulator.judge.check import check
from simulator.judge.expect import contains, equal, one
from simulator.judge.wording import said
from tests.conformance.stored import call_of, event_of, session_of
from tests.conformance.texts import TEXTS, kept, page
from tests.conformance.traces import events_of_visitor, metadata_in, metadata_of

if TYPE_CHECKING:
    from simulator.judge.target import Target

TEL = "tel:+905321112233"
PAGE_URL_UNITS = 2048
STAMP_UNITS = 128
MARKED_HEADER = "MiXeD/1.0 (two  blanks; +x, %41 ?a=B#c) <b>"
# Keys that some stores give a meaning of their own, and values that some take for nothing.
ODD_META: dict[str, Any] = {
    "": "empty key",
    " key between blanks ": 1,
    "Key.With.Dots": {"": None, "$ne": []},
    "camelCase": True,
    "CAMELCASE": False,
    "constructor": "data",
    "Cafe\u0301": "decomposed",
    "Caf\u00e9": "composed",
    "nothing": None,
    "zero": 0,
    "fraction": -0.125,
    "small": 1e-7,
    "large": 9007199254740991,
    "empty list": [],
    "empty object": {},
    "deep": [[[[[[[[[["deep"]]]]]]]]]],
}


@check("GWY-631", needs={"rows"})
async def texts_of_a_session_are_kept(target: Target) -> None:
    """entry_page, city, district and fingerprint of a session are stored as they came."""
    for kind, text in TEXTS.items():
        beacon = target.beacon(u=page(kind), meta=_visitor(target, text))
        meta = beacon["meta"]
        sent = {"entry_page": beacon["u"], "city": text, "district": text, "fingerprint": meta["fp"]}
        kept(sent, await session_of(target, beacon), kind, "a session")


@check("GWY-631", needs={"rows"})
async def click_ids_of_a_session_are_kept(target: Target) -> None:
    """gclid, wbraid and gbraid of a session are stored as they came, by meta and by the address."""
    names = ("gclid", "wbraid", "gbraid")
    for kind, text in TEXTS.items():
        ids = {name: f"{name} {text}" for name in names}
        kept(ids, await session_of(target, target.beacon(meta=ids)), kind, "a session with ids in meta")
        address = "https://shop.example/?" + "&".join(f"{name}={quote(value)}" for name, value in ids.items())
        kept(ids, await session_of(target, target.beacon(u=address)), kind, "a session with ids in its address")


@check("GWY-957", needs={"rows"})
async def exit_pages_are_kept(target: Target) -> None:
    """exit_page of a session is stored as it came."""
    for kind in TEXTS:
        for text in (TEXTS[kind], page(kind)):
            beacon = target.beacon(ec="system", ea="session_end", meta={"exit_page": text})
            kept({"exit_page": text}, await session_of(target, beacon), kind, "a session")


@check("GWY-823", needs={"rows"})
async def texts_of_an_event_are_kept(target: Target) -> None:
    """url, event_category, event_action and event_label are stored as they came."""
    for kind, text in TEXTS.items():
        beacon = target.beacon(u=page(kind), ec=f"c{text}", ea=f"a{text}", el=text)
        sent = {"url": beacon["u"], "event_category": f"c{text}", "event_action": f"a{text}", "event_label": text}
        kept(sent, await event_of(target, beacon), kind, "an event")


@check("GWY-824", needs={"rows"})
async def texts_of_metadata_are_kept(target: Target) -> None:
    """Referrer, fingerprint, place, gclid and every text of meta, at any depth, are in metadata as they came."""
    for kind, text in TEXTS.items():
        meta = {**_visitor(target, text), "gclid": f"g{text}", "note": text, "nested": {"list": [text, {"deep": text}]}}
        metadata = await metadata_of(target, target.beacon(r=f"r{text}", meta=meta, ec="system"))
        sent = {**meta, "referrer": f"r{text}", "fingerprint": meta["fp"], "nested": _written(meta["nested"])}
        kept(sent, {**metadata, "nested": _written(metadata.get("nested"))}, kind, "metadata")


@check("GWY-824", needs={"rows"})
async def texts_of_headers_are_kept(target: Target) -> None:
    """User agent, country and timezone are in metadata as they came: in mixed case, with blanks inside, long."""
    for kind, text in (("marked up", MARKED_HEADER), ("long", f"A/1.0 {'x' * 1000} end")):
        sent = {"user_agent": text, "country": f"c {text}", "timezone": f"t {text}", "city": f"i {text}"}
        headers = {"x-country": sent["country"], "x-timezone": sent["timezone"], "x-city": sent["city"]}
        metadata = await metadata_of(target, target.beacon(), user_agent=text, headers=headers)
        kept(sent, metadata, kind, "metadata")


@check("GWY-609", needs={"rows"})
async def texts_of_a_sid_are_kept(target: Target) -> None:
    """metadata.client_sid of a sid that is any text is this text."""
    for kind, text in TEXTS.items():
        beacon = target.beacon(sid=text)
        await target.post(beacon)
        event = one(await events_of_visitor(target, beacon["meta"]["fp"]), f"events of a sid that is {kind}")
        kept({"client_sid": text}, metadata_in(event), kind, "metadata")


@check("GWY-811", needs={"rows"})
async def odd_keys_of_meta_are_kept(target: Target) -> None:
    """A hundred keys, odd ones among them, are in metadata with their values."""
    meta = {**ODD_META, **{f"key {number}": number for number in range(100)}}
    metadata = await metadata_of(target, target.beacon(meta={**meta, "fp": target.new_fingerprint()}))
    for key, value in meta.items():
        contains(key, metadata, "keys of metadata")
        equal(value, metadata[key], f"metadata[{said(key)}]")


@check("GWY-934", needs={"rows"})
async def texts_of_a_call_are_kept(target: Target) -> None:
    """matched_fingerprint, click_id, intent_page_url and intent_stamp of a call are stored as they came."""
    for kind, text in TEXTS.items():
        stamp = f"{target.new_fingerprint()} {text.strip()}"[:STAMP_UNITS].strip()
        meta = {**_visitor(target, text), "gclid": text, "intent_stamp": stamp}
        address = page(kind)
        beacon = target.beacon(u=address, ea="phone_call", el=TEL, meta=meta)
        sent = {"matched_fingerprint": meta["fp"], "click_id": text, "intent_stamp": stamp}
        call = await call_of(target, beacon)
        kept({**sent, "intent_page_url": address[:PAGE_URL_UNITS]}, call, kind, "a call")


def _visitor(target: Target, text: str) -> dict[str, Any]:
    """Build the meta of a visitor nobody else is, whose fingerprint and place are this text."""
    fingerprint = target.new_fingerprint()
    return {"fp": f"{text[:20]}{fingerprint}{text}", "city": text, "district": text}


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
