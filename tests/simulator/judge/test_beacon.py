"""What is read out of a body that was sent: our own ids, whatever the body is."""

from __future__ import annotations

import json

import pytest

from simulator.judge.beacon import inventions_in, page_view

DEEP = "[" * 200_000 + "]" * 200_000


def test_a_beacon_carries_its_session_and_fingerprint() -> None:
    body = json.dumps(page_view(site="a", session="sid", month="2026-11-01", fingerprint="fp"))
    assert inventions_in(body) == {"sid", "fp"}


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "5", '{"sid": 5, "meta": "x"}', DEEP, f'{{"meta": {DEEP}}}'])
def test_a_body_that_is_no_beacon_carries_none(body: str) -> None:
    assert inventions_in(body) == set()
