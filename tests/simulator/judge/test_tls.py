"""TLS to a target: an authority of its own is believed where it is named, and whoever is not believed is said so."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import httpx
import pytest

from simulator.at_once import From, together
from simulator.judge import probe, tls
from simulator.judge.addresses import Addresses
from simulator.judge.probe import TargetUnusable
from simulator.judge.record import RecordRefused, TargetRecord
from simulator.judge.trackers import TrackerUnreadable, read
from simulator.judge.wire import Wire, headers_of, path_of, place_of
from tests.fixtures.front import open_front
from tests.simulator.judge.fake_gateway import FakeGateway, Give, Got

if TYPE_CHECKING:
    from pathlib import Path

MARKS = {"X-OpsMantik-Version": "9"}


def found(directory: Path, *, believes: bool = True, name: str = "127.0.0.1") -> list[Got]:
    """Probe a fake gateway behind TLS and below a path; gives what it got."""

    async def once() -> list[Got]:
        async with FakeGateway(lambda _got: Give(200, {"ok": True}, MARKS)).running() as gateway:
            port = int(gateway.url.rpartition(":")[2])
            async with open_front(port, directory, path="/shop/api/sync", secure=True, name=name) as front:
                wire = Wire(front.url, ca=front.ca if believes else None)
                try:
                    await probe.find_gateway(wire, Addresses(0), TargetRecord(), ours=False)
                    sender = From(wire.endpoint, "http://o", "10.0.0.1", tls=wire.tls)
                    assert [200, 200] == [one.status for one in await together(sender, [{}, {}])]
                finally:
                    await wire.close()
            return gateway.got

    return asyncio.run(once())


def test_an_authority_that_is_named_is_believed(tmp_path: Path) -> None:
    """By the judge's client and by sockets opened by hand, below a path."""
    assert {("POST", "/api/sync")} == {(got.method, got.path) for got in found(tmp_path)}


def test_an_authority_that_is_not_named_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(TargetUnusable, match=r"came: a certificate that is not believed: .*--ca FILE"):
        found(tmp_path, believes=False)


def test_a_certificate_for_another_host_is_no_matter_of_authorities(tmp_path: Path) -> None:
    with pytest.raises(TargetUnusable, match="by a host that its certificate names") as refused:
        found(tmp_path, name="shop.example")
    assert "--ca" not in str(refused.value)


def test_tls_where_plain_http_is_spoken_is_said_so() -> None:
    async def ask() -> None:
        async with FakeGateway(lambda _got: Give(200)).running() as gateway:
            wire = Wire(gateway.url.replace("http://", "https://"))
            await probe.find_gateway(wire, Addresses(0), TargetRecord(), ours=False)

    with pytest.raises(TargetUnusable, match=r"came: no TLS .*say http://"):
        asyncio.run(ask())


@pytest.mark.parametrize(
    ("text", "came"),
    [(None, "No such file"), ("nothing\n", "no certificate"), ("-----BEGIN CERTIFICATE-----\nx\n", "no certificate")],
)
def test_a_file_without_certificates_is_refused_in_a_sentence(text: str | None, came: str, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    with pytest.raises(RecordRefused, match=rf"expected certificates \(PEM\) in .*; came: {came}.*; correct --ca"):
        TargetRecord(ca=str(file)).checked()


def test_what_is_no_matter_of_tls_is_left_to_others() -> None:
    assert tls.problem(httpx.ConnectError("refused")) is None
    inside = httpx.ConnectError("x")
    inside.__cause__ = ssl.SSLError(1, "y")
    assert tls.problem(inside) is not None


def test_a_tracker_is_fetched_from_whoever_the_authority_signed(tmp_path: Path) -> None:
    async def once() -> None:
        async with FakeGateway(lambda _got: Give(200, b"1;")).running() as host:
            port = int(host.url.rpartition(":")[2])
            async with open_front(port, tmp_path, path="/ux-core.js", secure=True) as front:
                assert b"1;" == await asyncio.to_thread(read, front.url, front.ca)
                with pytest.raises(TrackerUnreadable, match=r"not believed.*--ca FILE"):
                    await asyncio.to_thread(read, front.url)

    asyncio.run(once())


@pytest.mark.parametrize(
    ("url", "place", "path", "headers"),
    [
        ("http://h/a/sync", ("h", 80), "/a/sync", {"Host": "h"}),
        ("https://h/?t=1", ("h", 443), "/?t=1", {"Host": "h"}),
        ("http://[::1]:3000", ("::1", 3000), "/", {"Host": "[::1]:3000"}),
        ("http://u:p%40@h:1/s", ("h", 1), "/s", {"Host": "h:1", "Authorization": "Basic dTpwQA=="}),
    ],
)
def test_what_a_url_asks_for(url: str, place: tuple[str, int], path: str, headers: dict[str, str]) -> None:
    """For everybody who opens a socket: sockets by hand, the fault proxy, load."""
    assert (place_of(url), path_of(url), headers_of(url)) == (place, path, headers)
