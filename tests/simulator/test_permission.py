"""Our own machine may always be loaded, another only by whoever says so."""

from __future__ import annotations

import pytest

from simulator.permission import NotPermitted, is_loopback, may_load

OURS = ["http://127.0.0.1:8787", "http://localhost", "http://[::1]:1/api/sync", "http://127.3.2.1"]
FAR = ["https://example.com", "http://10.0.0.1", "http://localhost.example.com", "http://127.0.0.1.nip.example"]


@pytest.mark.parametrize("url", OURS)
def test_this_machine_is_this_machine(url: str) -> None:
    assert is_loopback(url)
    may_load(url, said=False)


@pytest.mark.parametrize("url", FAR)
def test_another_machine_is_refused_in_a_sentence_unless_it_was_said(url: str) -> None:
    with pytest.raises(NotPermitted, match=r"expected a gateway on this machine; came: .*--i-may-load-this-target"):
        may_load(url, said=False)
    may_load(url, said=True)


def test_ours_is_ours() -> None:
    may_load(None, said=False)
