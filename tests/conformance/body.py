"""GWY-401 to 411 and 427: how a body is read before anything is looked for in it (blueprint 3.1; facts 3, 16).

What `s` and `u` may be: `payload.py`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

from simulator.judge.check import check
from simulator.judge.expect import deviates, equal, truthy
from simulator.judge.wording import said
from tests.conformance.literal import SKIPPED, answered, error_body, keys_in_order, member, synced
from tests.conformance.raw_socket import Unfinished, answer_to, chunk_of
from tests.conformance.stored import RAW, event_of
from tests.conformance.window import PATIENCE_S, over_the_limit

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

NO_JSON = error_body("Invalid JSON payload")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SMALL = {"MAX_BODY_BYTES": "2000", "BODY_TIMEOUT_MS": "300"}
# JavaScript and lenient parsers take these for values, JSON.parse does not.
NOT_JSON = (
    '{"s":NaN}',
    '{"s":Infinity}',
    '{"s":-Infinity}',
    '{"s":1} // done',
    '{"s":/* none */1}',
    '{"s":1,}',
    '{"el":[1,]}',
    "{'s':1}",
    "{s:1}",
    '{"s":"a\tb"}',
    '{"s":"a\nb"}',
    '{"s":"a\x00b"}',
    '{"s":"a\x1fb"}',
    '\u00a0{"s":1}',
    '{"s":undefined}',
    '{"s":True}',
    '{"s":01}',
    '{"s":+1}',
    '{"s":.5}',
    '{"s":1.}',
    '{"s":0x10}',
    '{"s":"\\x41"}',
    '{"s":1}{"s":1}',
)
# Byte sequences that are no UTF-8, and how many U+FFFD the WHATWG decoder makes of each.
NOT_UTF8 = (
    (b"\xff", 1),
    (b"\xc3", 1),
    (b"\xe2\x82", 1),
    (b"\xf0\x9f\x98", 1),
    (b"\xc0\xaf", 2),
    (b"\xf5\x80", 2),
    (b"\xed\xa0\x80", 3),
)


@check("GWY-401")
async def no_json_is_400(target: Target) -> None:
    """A body that is not JSON is answered 400 with exactly `Invalid JSON payload`."""
    for body in ("{", "not json", '{"s":', "s=1&u=2", json.dumps(target.beacon())[:-1]):
        answered(400, NO_JSON, await target.post(body), f"the body {said(body[:40])}")


@check("GWY-402")
async def empty_body_is_400(target: Target) -> None:
    """An empty body, or one of blanks, is answered as no JSON."""
    for body in (b"", b" \r\n\t"):
        answered(400, NO_JSON, await target.post(body), f"the body {said(body)}")


@check("GWY-403")
async def content_type_is_ignored(target: Target) -> None:
    """The same beacon is synced as text/plain, as a form, as XML and without a type."""
    for given in ("text/plain", "application/x-www-form-urlencoded", "text/xml; charset=iso-8859-9", None):
        answer = await target.post(target.beacon(), headers=[("Content-Type", given)])
        synced(answer, f"a beacon of type {given}")


@check("GWY-404")
async def only_json_is_json(target: Target) -> None:
    """NaN, comments, trailing commas, single quotes, control characters and the like are not JSON."""
    for body in NOT_JSON:
        answered(400, NO_JSON, await target.post(body), f"the body {said(body)}")


@check("GWY-405")
async def byte_order_marks_are_accepted(target: Target) -> None:
    """A beacon behind one or two byte order marks is synced."""
    for marks in (1, 2):
        body = BYTE_ORDER_MARK * marks + json.dumps(target.beacon()).encode()
        synced(await target.post(body), f"a beacon behind {marks} byte order marks")


@check("GWY-406", needs={"rows"})
async def invalid_utf8_in_a_string_is_replaced(target: Target) -> None:
    """Invalid UTF-8 inside a label is stored as U+FFFD, as many as the WHATWG decoder makes."""
    beacon = target.beacon(el=RAW)
    sent = b"|".join(wrong for wrong, _ in NOT_UTF8) + b"|"
    body = json.dumps(beacon).encode().replace(RAW.encode(), sent)
    stored = "|".join("\ufffd" * times for _, times in NOT_UTF8) + "|"
    equal(stored, (await event_of(target, beacon, body=body))["event_label"], f"event_label of {said(sent)}")


@check("GWY-406")
async def invalid_utf8_outside_a_string_is_400(target: Target) -> None:
    """Invalid UTF-8 before, after or between the tokens is no JSON."""
    text = json.dumps(target.beacon()).encode()
    for body in (b"\xff" + text, text + b"\xff", text.replace(b": ", b":\xff", 1)):
        answered(400, NO_JSON, await target.post(body), f"a beacon with {body.count(255)} byte FF outside of strings")


@check("GWY-407")
async def deep_nesting_is_skipped(target: Target) -> None:
    """200,000 nested arrays are answered as skipped, and the gateway lives."""
    deep = "200,000 nested arrays"
    answer = await answer_or_death(target, b"[" * 200_000 + b"]" * 200_000, deep)
    answered(200, SKIPPED, answer, deep)
    synced(await answer_or_death(target, json.dumps(target.beacon()).encode(), "a beacon"), f"a beacon after {deep}")


@check("GWY-408")
async def null_is_500(target: Target) -> None:
    """The body `null` is answered 500 with a non-empty message."""
    answer = await target.post("null")
    equal(500, answer.status, "status of the answer to null")
    message = member("message", answer, "null")
    truthy(isinstance(message, str) and message.strip(), f"message {said(message)}", "a non-empty text")


@check("GWY-409")
async def json_that_is_no_object_is_skipped(target: Target) -> None:
    """Booleans, numbers, strings and arrays are answered as skipped."""
    for body in ("true", "false", "5", "-0", "1.5e3", '""', '"text"', "[]", "[1]", '[{"s":1}]'):
        answered(200, SKIPPED, await target.post(body), f"the body {body}")


@check("GWY-410", needs={"rows"})
async def last_of_repeated_keys_wins(target: Target) -> None:
    """Of two `el` the last is stored, and a last good `s` heals a first bad one."""
    beacon = target.beacon(s="rubbish", el="first")
    repeated = {"el": "last", "s": target.site.public_id}
    body = json.dumps(beacon)[:-1] + ", " + json.dumps(repeated)[1:]
    equal("last", (await event_of(target, beacon, body=body))["event_label"], "event_label of two labels")


@check("GWY-411")
async def query_string_is_ignored(target: Target) -> None:
    """Parameters of the request's own URL neither give an `s` and a `u` nor replace them."""
    given = f"s={target.site.public_id}&u=https://shop.example/"
    answered(200, SKIPPED, await target.post({}, query=given), "an empty object with s and u in the query string")
    synced(await target.post(target.beacon(), query="s=rubbish&u=rubbish"), "a beacon with rubbish in the query string")


@check("GWY-427", needs={"start", "bundled"}, timeout_s=PATIENCE_S)
async def long_body_is_413(target: Target) -> None:
    """A body of the configured maximum is synced, one byte more is answered 413."""
    async with target.variant(env=SMALL) as other:
        synced(await other.post(padded(other.beacon(), 2000)), "a body of exactly the maximum")
        too_much(413, await other.post(padded(other.beacon(), 2001)), "a body of one byte more than the maximum")


@check("GWY-427", needs={"start", "bundled"}, timeout_s=PATIENCE_S)
async def long_chunked_body_is_413(target: Target) -> None:
    """A chunked body that passes the maximum is answered 413 before it has ended."""
    async with target.variant(env=SMALL) as other:
        chunks = chunk_of(b" " * 1500) * 2
        headers = (*headers_of(other, other.address), ("Transfer-Encoding", "chunked"))
        request = Unfinished(other.endpoint, headers, chunks)
        too_much(413, await answer_to(request, "3000 bytes in chunks"), "3000 bytes in chunks")


@check("GWY-427", needs={"start", "bundled"}, timeout_s=PATIENCE_S)
async def slow_body_is_408(target: Target) -> None:
    """A body that is not sent within the configured time is answered 408."""
    async with target.variant(env=SMALL) as other:
        headers = (*headers_of(other, other.address), ("Content-Length", "1000"))
        for begun in (b"", b'{"s":'):
            what = f"{len(begun)} bytes of a thousand"
            too_much(408, await answer_to(Unfinished(other.endpoint, headers, begun), what), what)


@check("GWY-427", needs={"start", "bundled"}, timeout_s=PATIENCE_S)
async def limit_is_judged_before_length_and_time(target: Target) -> None:
    """A client over its limit gets 429 for a body too long, and for one never sent."""
    async with target.variant(env=SMALL) as other, over_the_limit(other) as address:
        long = await other.post(padded(other.beacon(), 2001), address=address)
        equal(429, long.status, "status of the answer to a long body over the limit")
        headers = (*headers_of(other, address), ("Content-Length", "1000"))
        never = await answer_to(Unfinished(other.endpoint, headers), "a body never sent, over the limit")
        equal(429, never.status, "status of the answer to a body never sent, over the limit")


# ---- bodies and answers ----------------------------------------------------------------------------------------------


def headers_of(target: Target, address: str) -> tuple[tuple[str, str], ...]:
    """Give the headers a beacon needs to be let in."""
    return (("Origin", target.origin), ("X-Forwarded-For", address), ("Content-Type", "application/json"))


def padded(beacon: dict[str, Any], length: int) -> bytes:
    """Write a beacon as JSON, made exactly `length` bytes long by spaces at its end."""
    return json.dumps(beacon).encode().ljust(length)


def too_much(status: int, answer: Answer, what: str) -> None:
    """The answer has this status and the body form of every error that is a message."""
    equal(status, answer.status, f"status of the answer to {what}")
    keys_in_order(["ok", "score", "message"], answer, what)
    equal((False, None), (answer.json()["ok"], answer.json()["score"]), f"`ok` and `score` in the answer to {what}")
    truthy(answer.json()["message"], f"message of the answer to {what}", "a text")


async def answer_or_death(target: Target, body: bytes, what: str) -> Answer:
    """Post a body that may kill a gateway: then it is the gateway that is wrong."""
    try:
        return await target.post(body)
    except httpx.HTTPError as error:
        return deviates(f"answer to {what}", "an answer", repr(error))
