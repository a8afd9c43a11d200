"""The matrix over a gateway of known manners: every cell is there, and the origins are what they are called."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from simulator.cors_matrix import report
from simulator.cors_matrix.matrix import Matrix, draw
from simulator.cors_matrix.origins import STARTED, origins_beside
from tests.simulator.judge.fake_gateway import FakeGateway, Give, Got
from tests.simulator.limiter.fake_limiter import DENIED, ORIGIN, FakeLimiter, bench_on

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = {"target": {"gateway": "<b>|it"}, "seed": 1}


def suffix_matching(got: Got) -> Give:
    """Lets in whatever ends alike, and forgets credentials on the preflight."""
    origin = got.header("Origin") or ""
    if not origin.endswith("shop.example"):
        return Give(403, b"")
    echo = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Headers": "content-type"}
    return Give(200, b"", echo if got.method == "OPTIONS" else echo | {"Access-Control-Allow-Credentials": "true"})


def drawn(answer: Callable[[Got], Give]) -> Matrix:
    async def once() -> Matrix:
        async with FakeGateway(answer).running() as gateway:
            from simulator.judge.wire import Wire  # noqa: PLC0415 - opened where its loop is

            wire = Wire(gateway.url)
            try:
                return await draw(replace(bench_on(wire, FakeLimiter(), 0), denied_origin=DENIED))
            finally:
                await wire.close()

    return asyncio.run(once())


def test_every_cell_is_there_and_says_what_the_browser_does() -> None:
    """Twelve origins, two methods, with and without credentials, two content types."""
    matrix = drawn(suffix_matching)
    cells = {(c.origin.name, c.method, c.credentials, c.content_type): c.fate for c in matrix.cells}
    assert (len(matrix.cells), len(cells)) == (12 * 6, 12 * 6)
    assert cells["suffix attack", "POST", False, "application/json"] == "delivered and readable"
    assert cells["allowed", "OPTIONS", True, "application/json"] == "never sent by the browser"
    assert cells["allowed", "OPTIONS", False, "application/json"] == "the POST may follow"
    assert cells["allowed", "POST", True, "text/plain"] == "delivered and readable"
    assert cells["denied", "POST", True, "text/plain"] == "refused"


def test_what_cannot_be_started_is_missing_with_its_reason() -> None:
    """The running configuration is judged, the others are named as not tried."""
    said = f"{len(STARTED)} configurations not tried: the gateway was not started"
    assert drawn(suffix_matching).missing[0].startswith(said)


def test_the_reports_say_the_same_and_keep_text_text() -> None:
    """A row for each origin; nothing of a target becomes markup."""
    matrix = drawn(suffix_matching)
    page = report.markdown(matrix, HEAD)
    assert page.count("\n| as it runs") == 12
    assert "&lt;b&gt;\\|it" in page
    assert report.table(matrix).row_count == 12
    lacking = {origin: lacks for _, origin, _, lacks in report.rows(matrix)}
    assert "preflight: Allow-Credentials true" in lacking[f"allowed ({ORIGIN})"]


def test_the_origins_are_the_ones_they_are_called() -> None:
    """Made from an allowed one with a port."""
    made = {one.name: one.value for one in origins_beside("http://localhost:3000", DENIED)}
    assert made["another scheme"] == "https://localhost:3000"
    assert made["suffix attack"] == "http://evillocalhost:3000"
    assert made["root dot"] == "http://localhost.:3000"
    assert (made["none"], made["null"]) == (None, "null")
