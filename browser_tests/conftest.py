"""The session of browser tests: its options, and one playing of what was selected, for all tests together."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser_tests.engines import find_engine
from browser_tests.opening import new_public_id, own_theatre, server, wall_ms
from browser_tests.scenarios import scenarios
from browser_tests.theatre import Terms
from simulator.judge.browser import BrowserMissing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from browser_tests.opening import Server
    from browser_tests.performance import Performance

BUNDLED = Path(__file__).resolve().parent.parent / "tracker" / "ux-core.js"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Name the options."""
    group = parser.getgroup("browser")
    group.addoption("--tracker", type=Path, default=BUNDLED, help="the tracker's file")
    group.addoption("--engine", default="chromium", help="chromium, firefox or webkit")


def pytest_report_header(config: pytest.Config) -> str:
    """Say what is judged in what."""
    return f"browser: {config.getoption('--engine')}; tracker: {config.getoption('--tracker')}"


@pytest.fixture(scope="session")
def performances(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Performance] | BaseException]:
    """Play every scenario that a selected test asks for; what each came to, or why it could not be played."""
    option = request.config.getoption
    try:
        engine = find_engine(option("--engine"))
    except BrowserMissing as missing:
        pytest.skip(str(missing))
    items = [item for item in request.session.items if "performances" in getattr(item, "fixturenames", ())]
    names = dict.fromkeys(item.callspec.params["name"] for item in items)
    directory = tmp_path_factory.mktemp("browser")
    terms = Terms(
        tracker=option("--tracker").read_bytes(),
        engine=engine,
        new_public_id=new_public_id,
        wall_ms=wall_ms,
        directory=Path(os.environ["BROWSER_RUNS"]) if "BROWSER_RUNS" in os.environ else directory,
        pictures=False,
    )
    with server() as postgres:
        return asyncio.run(_played(postgres, terms, directory, list(names)))


async def _played(
    postgres: Server, terms: Terms, directory: Path, names: Sequence[str]
) -> dict[str, list[Performance] | BaseException]:
    async with own_theatre(postgres, terms, directory) as theatre:
        wanted = [scenarios()[name] for name in names if terms.engine.name not in scenarios()[name].not_in]
        played = await asyncio.gather(*(theatre.play_all(one) for one in wanted), return_exceptions=True)
    return {scenario.name: given for scenario, given in zip(wanted, played, strict=True)}
