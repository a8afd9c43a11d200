"""Whom a rule strikes, how often, and that the catalogue counts it."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from simulator.proxy import Answer, Limits, Proxy, Refuse, ResetAfterBody, Rule, Slow, Tally
from simulator.proxy.framing import read_request
from simulator.proxy.rules import RuleBook
from tests.simulator.proxy.rig import OK, Upstream, client_of, post, run, wired

if TYPE_CHECKING:
    from collections.abc import Callable

NO = Answer(500, (), b"no")


def struck(rules: list[Rule], requests: list[bytes], random: Random | None = None) -> list[str]:
    """Give, for each request sent on one connection through a real proxy, the rule that struck it."""
    seen: list[str] = []

    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address, rules=rules, random=random) as proxy:
            async with client_of(proxy.port) as client:
                for request in requests:
                    await client.send(request)
                    head = await client.reader.readuntil(b"\r\n\r\n")
                    await client.hear(2)
                    assert (b" 500 " in head) == bool(proxy.records[-1].fault)
            seen.extend(record.fault for record in proxy.records)

    run(test)
    return seen


@pytest.mark.parametrize(
    "rule",
    [
        Rule(NO, method="PUT"),
        Rule(NO, path="/other?x=1"),
        Rule(NO, header=("x-kind", "beac")),
        Rule(NO, header=("X-Kind", "")),
        Rule(NO, body=b'"ea":"whatsapp"'),
    ],
)
def test_a_rule_strikes_only_what_it_describes(rule: Rule) -> None:
    odd = b"PUT /other?x=1 HTTP/1.1\r\nX-KIND: beacon\r\nContent-Length: 17\r\n\r\n" + b'{"ea":"whatsapp"}'
    assert struck([rule], [post(), odd, post(b'{"ea":"view"}')]) == ["", "answer", ""]


def test_a_rule_may_ask_for_a_connection_that_was_used_before() -> None:
    assert struck([Rule(NO, reused=True)], [post(), post()]) == ["", "answer"]
    assert struck([Rule(NO, reused=False)], [post(), post()]) == ["answer", ""]


def test_a_rule_strikes_from_its_match_on_as_often_as_it_may() -> None:
    rules = [Rule(NO, path="/api", from_match=2, count=2)]
    requests = [post(), post(path="/page"), post(), post(), post()]
    assert struck(rules, requests) == ["", "", "answer", "answer", ""]


def test_the_first_rule_that_strikes_is_the_last_that_is_asked() -> None:
    rules = [Rule(NO, title="a", count=1), Rule(NO, title="b", body=b"o"), Rule(NO, title="c")]
    assert struck(rules, [post(b"o"), post(b"o"), post(b"i")]) == ["a", "b", "c"]


def test_the_same_seed_strikes_the_same_requests_again() -> None:
    rules, requests = [Rule(NO, probability=0.3)], [post()] * 60
    first = struck(rules, requests, Random(7))
    assert struck(rules, requests, Random(7)) == first
    assert struck(rules, requests, Random(8)) != first
    assert 8 <= first.count("answer") <= 30


def test_the_catalogue_counts_over_rule_sets_and_names_what_struck_too_rarely() -> None:
    async def test() -> None:
        first = Rule(NO, title="no", path="/api", hits_min=2)
        never = Rule(ResetAfterBody(), path="/never", hits_min=1)
        async with wired(first, never) as (_upstream, proxy, client):
            await client.send(post())
            await client.reader.readuntil(b"no")
            proxy.set_rules([Rule(NO, title="no", count=0), Rule(Refuse(), from_match=9)])
            assert await client.ask(post()) == OK
        assert proxy.tallies() == (
            Tally("no", 2, 1, 2),
            Tally("reset after body", 0, 0, 1),
            Tally("refuse", 0, 0, 0),
        )
        assert [tally.name for tally in proxy.missed()] == ["no", "reset after body"]

    run(test)


def test_a_spent_body_rule_no_longer_holds_requests_back() -> None:
    book = RuleBook(None, raw=False)
    book.set_rules([Rule(NO, body=b"x", path="/api", count=1)])
    head = read_request(b"POST /api HTTP/1.1\r\n\r\n")
    assert book.wants_body(head, reused=False)
    assert not book.wants_body(read_request(b"POST / HTTP/1.1\r\n\r\n"), reused=False)
    assert book.decide_request(head, b"..x..", reused=False)
    assert not book.wants_body(head, reused=False)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Rule(NO, probability=1.5), "probability from 0 to 1"),
        (lambda: Rule(NO, from_match=0), "counted from 1"),
        (lambda: Rule(Slow(0)), "at least 1 byte a second"),
        (lambda: Rule(Refuse(), path="/x"), "Refuse cannot match"),
        (lambda: Proxy(("127.0.0.1", 1), rules=[Rule(NO, probability=0.5)]), "pass the proxy a seeded Random"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_in_a_sentence(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


def test_waiting_in_vain_says_what_had_come() -> None:
    async def test() -> None:
        async with wired() as (_upstream, proxy, client):
            await client.ask(post())
            assert len(await proxy.wait_for(1, 1, finished=True)) == 1
            with pytest.raises(TimeoutError, match=r"2 requests arrived within 0\.01 s, came: 1 arrived, 1 over"):
                await proxy.wait_for(2, 0.01)

    run(test)


def test_records_are_given_on_as_they_end_with_times_and_in_a_form_that_json_carries() -> None:
    async def test() -> None:
        times, given = iter(range(100, 200)), []
        async with wired(clock=lambda: next(times), on_record=given.append) as (_upstream, _proxy, client):
            await client.ask(post(b"\xff\xc3\xbc"))
        (record,) = given
        assert (record.arrived_ms, record.ended_ms) == (100, 101)
        plain = json.loads(json.dumps(record.plain()))
        assert plain["body"].encode("utf-8", "surrogateescape") == b"\xff\xc3\xbc"
        assert plain["ended"] == "answered"

    run(test)


@pytest.mark.parametrize(("limits", "kept"), [(Limits(records_max=2), 2), (Limits(records_bytes_max=35), 3)])
def test_old_records_are_forgotten_past_the_limits_but_not_their_numbers(limits: Limits, kept: int) -> None:
    async def test() -> None:
        async with Upstream() as upstream, Proxy(upstream.address, limits=limits) as proxy:
            async with client_of(proxy.port) as client:
                for _ in range(5):
                    await client.ask(post(b"8 bytes."))
                await proxy.wait_for(5, 2, finished=True)
            assert [record.number for record in proxy.records] == list(range(6 - kept, 6))

    run(test)
