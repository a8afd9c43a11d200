"""Probing: what is a gateway, which origins it takes, how it tells clients apart."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from simulator.judge import probe
from simulator.judge.addresses import Addresses
from simulator.judge.probe import Gateway, TargetUnusable
from simulator.judge.record import TargetRecord
from simulator.judge.site import Site
from simulator.judge.wire import Wire
from tests.simulator.judge.fake_gateway import FakeGateway, Give, Got

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MARKS = {"X-OpsMantik-Version": "9"}
SITE = Site(None, "11111111-1111-4111-8111-111111111111")


def asked(answer: Callable[[Got], Give], ask: Callable[[Wire, Addresses], Awaitable[Any]]) -> Any:
    async def once() -> Any:
        async with FakeGateway(answer).running() as gateway:
            wire = Wire(gateway.url)
            try:
                return await ask(wire, Addresses(0))
            finally:
                await wire.close()

    return asyncio.run(once())


def find(answer: Callable[[Got], Give], record: TargetRecord, *, ours: bool = False) -> Gateway:
    return asked(answer, lambda wire, addresses: probe.find_gateway(wire, addresses, record, ours=ours))


def only(*origins: str) -> Callable[[Got], Give]:
    def answer(got: Got) -> Give:
        allowed = got.header("Origin") in origins
        return Give(200 if allowed else 403, {"ok": allowed}, MARKS)

    return answer


def test_an_allowed_origin_is_found_by_asking() -> None:
    found = find(only("http://localhost:3000"), TargetRecord())
    assert (found.origin, found.denied_origin) == ("http://localhost:3000", probe.NOBODY)
    assert found.name == "OpsMantik 9"


def test_an_origin_that_is_told_is_asked_first_and_refused_in_a_sentence() -> None:
    with pytest.raises(TargetUnusable, match=r"expected an allowed origin; came: 403 .*--origin"):
        find(only("https://a.example"), TargetRecord(origin="https://b.example"))


def test_our_own_gateway_may_refuse_what_it_was_told_to_allow() -> None:
    assert find(only(), TargetRecord(origin="https://a.example"), ours=True).origin == "https://a.example"


def test_where_everybody_is_allowed_nobody_is_denied() -> None:
    found = find(lambda _got: Give(200, {"ok": True}), TargetRecord(origin="https://a.example"))
    assert found.denied_origin is None


@pytest.mark.parametrize("status", [200, 404, 405, 501])
def test_a_web_page_is_no_gateway(status: int) -> None:
    """The sentence names the marks that were looked for."""
    match = rf"expected an OpsMantik gateway at .*; came: {status} text/html.*X-OpsMantik-Version and `ok` in the body"
    with pytest.raises(TargetUnusable, match=match):
        find(lambda _got: Give(status, b"<html>", {"Content-Type": "text/html; charset=utf-8"}), TargetRecord())


def test_a_proxy_with_nothing_behind_it_is_no_gateway() -> None:
    with pytest.raises(TargetUnusable, match="came: 502 text/plain, a proxy with nothing behind it"):
        find(lambda _got: Give(502, b"Bad Gateway", {"Content-Type": "text/plain"}), TargetRecord())


@pytest.mark.parametrize(
    ("give", "missing"),
    [
        (Give(500, b"<html>oops", {"Content-Type": "text/html"}), "without the header X-OpsMantik-Version and `ok`"),
        (Give(200, b"", {"Content-Type": "text/plain"}), "without the header X-OpsMantik-Version and `ok` in the body"),
        (Give(404, {"detail": "Not Found"}), "without the header X-OpsMantik-Version and `ok` in the body"),
        (Give(200, {"ok": True}), "without the header X-OpsMantik-Version"),
        (Give(204, b"", MARKS), "without `ok` in the body"),
        (Give(200, b"<html>", {"Content-Type": "text/html", **MARKS}), "without `ok` in the body"),
    ],
)
def test_whatever_else_answers_is_a_target_and_its_missing_marks_are_told(give: Give, missing: str) -> None:
    """A gateway may be as wrong as it likes: it is judged, not refused."""
    assert find(lambda _got: give, TargetRecord(origin="https://a.example")).told[0].startswith(missing)


def test_a_gateway_that_hangs_up_on_some_origins_is_a_target() -> None:
    def answer(got: Got) -> Give:
        return Give(200, {"ok": True}, MARKS) if got.header("Origin") == "https://a.example" else Give(close=True)

    found = find(answer, TargetRecord(origin="https://a.example"))
    assert (found.origin, found.denied_origin) == ("https://a.example", None)


@pytest.mark.parametrize("marks", [{}, MARKS])
@pytest.mark.parametrize(
    ("status", "location", "target"),
    [
        (308, "https://shop.example/api/sync", "https://shop.example/api/sync"),
        (307, "/api/sync/", r"http://127.0.0.1:\d+/api/sync/"),
    ],
)
def test_a_gateway_that_leads_elsewhere_is_named_by_where_it_leads(
    status: int, location: str, target: str, marks: dict[str, str]
) -> None:
    with pytest.raises(TargetUnusable, match=rf"came: {status}, which leads to {target}; .*--gateway {target}"):
        find(lambda _got: Give(status, b"", {"Location": location, **marks}), TargetRecord())


def test_nobody_there_is_said_so() -> None:
    async def ask() -> None:
        await probe.find_gateway(Wire("http://127.0.0.1:1"), Addresses(0), TargetRecord(), ours=False)

    with pytest.raises(TargetUnusable, match=r"expected a gateway at http://127.0.0.1:1/api/sync; came: "):
        asyncio.run(ask())


def test_controls_that_were_promised_must_be_there() -> None:
    def ask(wire: Wire, _addresses: Addresses) -> Awaitable[Any]:
        return probe.find_controls(wire, TargetRecord(controls=True))

    assert asked(lambda _got: Give(200, {"now_ms": 1}), ask) == (True, "controls present")
    with pytest.raises(TargetUnusable, match="--controls"):
        asked(lambda _got: Give(404), ask)


def test_a_gateway_of_another_database_is_refused() -> None:
    def ask(wire: Wire, addresses: Addresses) -> Awaitable[Any]:
        return probe.must_know_site(wire, addresses, "https://a.example", Site("1", SITE.public_id), "2026-11-01")

    for judged in (Give(200, {"ok": True}), Give(404, b"nothing here"), Give(close=True)):
        assert asked(lambda _got, give=judged: give, ask) is None
    with pytest.raises(TargetUnusable, match=r"expected the gateway to know site .*; came: 404 .*--database"):
        asked(lambda _got: Give(404, {"ok": False}), ask)
