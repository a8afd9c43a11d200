"""Requests of any kind: every field, parameter, label and header may be anything, most of the others being right.

Decides what is tried. What is right stands around what is odd, so that the odd thing is reached: a beacon whose site is
rubbish is answered before its label is read.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = 1500
TRIED = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
LARGE_VALUES = {
    "a long number": "9" * 400,
    "a number beyond Python's digits": "1" + "0" * 5000,
    "a long fraction": "-0." + "3" * 5000,
    "a long hexadecimal text": '"0x' + "f" * 600 + '"',
    "a long binary text": '"0b' + "1" * 2000 + '"',
    "a text of digits beyond Python's": '"' + "1" * 5000 + '"',
    "nearly such a text": '"' + "1" * 5000 + 'x"',
    "a long text": '"' + "x" * 5000 + '"',
    "a text of pairs": '"' + "\U0001f600" * 1100 + '"',
    # Hypothesis gives its tests a larger stack than Python's thousand.
    "arrays beyond Python's stack": "[" * 4000 + "]" * 4000,
    "objects beyond Python's stack": '{"a":' * 4000 + "1" + "}" * 4000,
    "both": '{"":[' * 2000 + "]}" * 2000,
    "arrays beyond a database's stack": "[" * 20_000 + "]" * 20_000,
}
SITE, SID = "0f8fad5b-d9cb-469f-a165-70867728950e", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
BEACON = {
    "s": SITE,
    "u": "https://example.com/?utm_medium=cpc",
    "sid": SID,
    "sm": "2026-11-01",
    "ec": "conversion",
    "ea": "whatsapp",
    "el": "https://wa.me/905321112233",
    "ev": "5",
    "r": "https://www.google.com/",
    "meta": {"fp": "f"},
}
LARGE_HEADER_VALUES = ("\u00ff" * 300, "https://" + "a." * 2000 + "test", "x" * 8000)


def texts() -> st.SearchStrategy[str]:
    """Texts of any characters, halves of pairs and NUL among them."""
    odd = st.sampled_from("\0\ud83d\udfff\ufeff\u00a0\u2028%+&=#?/\\[]:@'\"<>\x1f\x7f\u0130\u00df\u0661 09aZ")
    return st.text(odd | st.characters(), max_size=12)


def escaped() -> st.SearchStrategy[str]:
    """Bytes as an address carries them: percent-encoded, in either case, with a plus, or not quite."""
    of_bytes = st.binary(max_size=6).map(lambda data: "".join(f"%{byte:02X}" for byte in data))
    near_it = st.sampled_from(("%", "%z", "%%41", "+", "a+b", "%ff", "caf%E9"))
    return st.one_of(of_bytes, of_bytes.map(str.lower), texts(), near_it)


def addresses() -> st.SearchStrategy[str]:
    """Addresses and labels: a place, perhaps a path, parameters with anything in name and value, a fragment."""
    pairs = st.lists(st.tuples(st.sampled_from(TRIED["parameters"]) | escaped(), escaped()), max_size=3)
    queries = pairs.map(lambda given: "?" + "&".join(f"{name}={value}" for name, value in given) if given else "")
    fragments = st.just("") | escaped().map("#{}".format)
    return st.builds("{}{}{}{}".format, st.sampled_from(TRIED["places"]), st.just("") | escaped(), queries, fragments)


def written(values: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    """Values as JSON texts."""
    return values.map(json.dumps)


def any_value() -> st.SearchStrategy[str]:
    """The JSON text of anything."""
    scalars = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | texts()
    nested = st.recursive(
        scalars, lambda one: st.lists(one, max_size=3) | st.dictionaries(texts(), one, max_size=3), max_leaves=5
    )
    large = st.sampled_from(tuple(LARGE_VALUES)).map(LARGE_VALUES.__getitem__)
    odd = st.sampled_from(TRIED["values"])
    return st.one_of(odd, odd, large, written(texts()), written(nested))


def near(*right: str) -> st.SearchStrategy[str]:
    """What a field usually holds, or anything."""
    return st.one_of(written(st.sampled_from(right)), any_value())


ANY_FIELD = {
    "s": near("x"),
    "u": written(addresses()) | any_value(),
    "sid": any_value(),
    "sm": near(*TRIED["months"]),
    "ec": near(*TRIED["categories"]),
    "ea": near(*TRIED["actions"]),
    "el": written(addresses()) | any_value(),
    "ev": any_value(),
    "r": near(*TRIED["referrers"]) | written(addresses()),
    "meta": any_value(),
}


@dataclass(frozen=True)
class AnyRequest:
    """A body, and headers as bytes of Latin-1; a value holds neither a line's end nor a NUL, which no wire carries."""

    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        # A value may be nested twenty thousand times.
        return f"AnyRequest(body={_short(self.body)}, headers={_short(self.headers)})"


def any_meta() -> st.SearchStrategy[str]:
    """The JSON text of a meta with some keys the gateway knows."""
    values = any_value() | written(addresses()) | near(*TRIED["actions"])
    members = st.dictionaries(st.sampled_from(TRIED["meta"]) | texts(), values, max_size=4)
    return members.map(_as_object)


def any_headers() -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    """A few headers of any value; one may be repeated."""
    latin = st.characters(max_codepoint=255, exclude_characters="\r\n\0")
    values = st.sampled_from((*TRIED["header_values"], *LARGE_HEADER_VALUES)) | st.text(latin, max_size=20)
    return st.lists(st.tuples(st.sampled_from(TRIED["headers"]), values), max_size=3).map(tuple)


def any_body() -> st.SearchStrategy[bytes]:
    """Give the right beacon with some of its fields replaced by anything, perhaps spoilt; or any bytes at all."""
    right = {name: json.dumps(value) for name, value in BEACON.items()}
    # Mostly the site stays right: nothing that follows is reached otherwise.
    other_fields = st.sampled_from([name for name in (*ANY_FIELD, "ea", "el", "u") if name != "s"])
    replaced = st.lists(other_fields, max_size=3)
    spoilt_fields = st.one_of(*[replaced] * 7, st.just(["s"])).flatmap(
        lambda names: st.fixed_dictionaries({name: ANY_FIELD[name] for name in names})
    )
    with_meta = st.one_of(st.just({}), any_meta().map(lambda meta: {"meta": meta}))
    bodies = st.builds(lambda meta, fields: _as_object(right | meta | fields), with_meta, spoilt_fields)
    encoded = bodies.map(lambda body: body.encode("utf-8", "surrogatepass"))
    others = st.one_of(spoilt(encoded), any_value().map(str.encode), st.binary(max_size=40))
    return st.one_of(encoded, encoded, encoded, others)


def spoilt(bodies: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """A body with some bytes put in place of others."""

    def spoil(body: bytes, at: int, removed: int, put: bytes) -> bytes:
        place = at % (len(body) + 1)
        return body[:place] + put + body[place + removed :]

    return st.builds(spoil, bodies, st.integers(0, 2000), st.integers(0, 3), st.binary(max_size=3))


def every_odd_value(step: int) -> Iterator[AnyRequest]:
    """One thing wrong at a time: every value in every field; of those in keys of meta and in headers each `step`th."""
    right = {name: json.dumps(value) for name, value in BEACON.items()}
    values = (*TRIED["values"], *LARGE_VALUES.values())
    fields = [{name: value} for value in values for name in ANY_FIELD]
    months = [{"sm": json.dumps(month), "sid": sid} for month in TRIED["months"] for sid in (right["sid"], "1")]
    meta = [{"meta": _as_object({"fp": '"f"', name: value})} for value in values for name in TRIED["meta"]]
    for wrong in (*fields, *months, *meta[::step]):
        yield AnyRequest(_as_object(right | wrong).encode())
    said = [(name, value) for value in (*TRIED["header_values"], *LARGE_HEADER_VALUES) for name in TRIED["headers"]]
    for header in said[::step]:
        yield AnyRequest(_as_object(right).encode(), (header,))


def any_query() -> st.SearchStrategy[bytes]:
    """The query of the request's own address: nothing, or any bytes that can stand there."""
    unable = bytes(range(0x21)) + b"\x7f#"
    raw = st.binary(max_size=8).map(lambda data: b"?" + data.translate(None, unable))
    return st.just(b"") | raw


def any_request() -> st.SearchStrategy[AnyRequest]:
    """A request whose body is near the right one."""
    return st.builds(AnyRequest, any_body(), any_headers())


def _as_object(members: dict[str, str]) -> str:
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in members.items()) + "}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < SHOWN else f"{text[:SHOWN]} and {len(text) - SHOWN} more letters"
