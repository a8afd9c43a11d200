"""GWY-316 to 321: what the answers say about the limit (blueprint 3.4; facts 14, 16). Runs on any target."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

from simulator.judge.check import check
from simulator.judge.expect import absent, between, equal, matches
from simulator.judge.wording import said
from tests.conformance.kinds import answers_of_every_kind, refusals
from tests.conformance.literal import keys_in_order, member, members
from tests.conformance.window import LIMIT, PATIENCE_S, exhausted, limited, one_more, one_window, over_the_limit

if TYPE_CHECKING:
    from simulator.judge.target import Target
    from simulator.judge.wire import Answer

RATE_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
LIMITED_KEYS = ["ok", "score", "error", "retryAfter"]
# Refusals of one window that are compared: enough milliseconds pass among them for a moving end to move.
REFUSALS = 20
WINDOW_S = 60


@check("GWY-316", timeout_s=PATIENCE_S, fills=True)
async def remaining_counts_down(target: Target) -> None:
    """A client's 100 synced answers say limit 100 and remaining 99, 98 … 0."""
    address, beacon = target.new_address(), target.beacon()
    async with one_window():
        for left in range(LIMIT - 1, -1, -1):
            answer = await target.post(beacon, address=address)
            which = f"answer number {LIMIT - left}"
            equal("100", answer.header("X-RateLimit-Limit"), f"X-RateLimit-Limit of {which}")
            equal(str(left), answer.header("X-RateLimit-Remaining"), f"X-RateLimit-Remaining of {which}")


@check("GWY-317")
async def other_answers_say_nothing_of_the_limit(target: Target) -> None:
    """Answers to allowed origins that are neither synced nor 429 carry no X-RateLimit- header."""
    for what, answer in await answers_of_every_kind(target):
        says_nothing_of_the_limit(answer, what)


@check("GWY-317")
async def refusals_say_nothing_of_the_limit(target: Target) -> None:
    """The refusals of a missing and of a denied origin carry no X-RateLimit- header."""
    for what, answer in await refusals(target):
        says_nothing_of_the_limit(answer, what)


@check("GWY-318", timeout_s=PATIENCE_S, fills=True)
async def limited_answer_says_limit_and_nothing_left(target: Target) -> None:
    """A 429 says limit 100 and remaining 0."""
    answer = await limited(target)
    equal("100", answer.header("X-RateLimit-Limit"), "X-RateLimit-Limit of a 429")
    equal("0", answer.header("X-RateLimit-Remaining"), "X-RateLimit-Remaining of a 429")


@check("GWY-319", timeout_s=PATIENCE_S, fills=True)
async def reset_stands_still(target: Target) -> None:
    """Every 429 of a window carries the same X-RateLimit-Reset, an epoch time in milliseconds."""
    async with over_the_limit(target) as address:
        resets = [(await one_more(target, address)).header("X-RateLimit-Reset") for _ in range(REFUSALS)]
    # 13 digits: between the years 2001 and 2286. In seconds they would be ten.
    matches(r"[1-9]\d{12}", resets[0], "X-RateLimit-Reset of a 429")
    equal([resets[0]], sorted(set(resets), key=str), f"X-RateLimit-Reset of {REFUSALS} refusals in one window")


@check("GWY-320", timeout_s=PATIENCE_S, fills=True)
async def retry_after_is_the_bodys(target: Target) -> None:
    """Retry-After equals retryAfter: whole seconds of the window."""
    answer = await limited(target)
    seconds = members(answer, "a limited request").get("retryAfter")
    between(1, WINDOW_S, seconds, "retryAfter of a 429")
    equal(str(seconds), answer.header("Retry-After"), f"Retry-After beside the body's {said(seconds)}")
    matches(r"\d+", answer.header("Retry-After"), "Retry-After of a 429")


@check("GWY-320", timeout_s=PATIENCE_S, fills=True)
async def retry_after_is_rounded_up(target: Target) -> None:
    """Between our first request and the refused one we timed the window: retryAfter is what was left, rounded up."""
    watch, address = asyncio.get_running_loop().time, target.new_address()
    async with one_window():
        before_first = watch()
        await one_more(target, address)
        after_first = watch()
        await exhausted(target, address)
        for _ in range(REFUSALS):
            before_last = watch()
            answer = await one_more(target, address)
            after_last = watch()
            least = math.ceil(WINDOW_S - (after_last - before_first))
            most = math.ceil(WINDOW_S - (before_last - after_first))
            # Where a second ends between the two, rounding down could not be told from rounding up: ask again.
            if least == most:
                break
    between(least, most, member("retryAfter", answer, "a limited request"), "retryAfter of a 429")


@check("GWY-321", timeout_s=PATIENCE_S, fills=True)
async def limited_body_is_literal(target: Target) -> None:
    """The body of a 429 has exactly the four keys, in order, with their values."""
    answer = await limited(target)
    keys_in_order(LIMITED_KEYS, answer, "a limited request")
    body = answer.json()
    equal((False, None, "Rate limit exceeded"), (body["ok"], body["score"], body["error"]), "ok, score and error")


def says_nothing_of_the_limit(answer: Answer, what: str) -> None:
    """No rate-limit header, unless the answer is one of the two that carry them."""
    if answer.status == 429 or '"synced"' in answer.text:
        return
    present = [name for name in RATE_HEADERS if answer.header(name) is not None]
    absent(present, f"X-RateLimit- headers of the answer to {what}")
