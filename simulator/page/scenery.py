"""The pages and the browser of a scene, as values: the same for a real browser and for the small DOM.

It decides what is said of them. It knows neither who serves a page nor who opens a browser.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page of the scene. `html` may hold `{{site}}`; the spy is put before everything else in its head.

    `headers` are sent with it. `without_spy`: nothing is put in (a page of another origin).
    """

    html: str
    headers: tuple[tuple[str, str], ...] = ()
    without_spy: bool = False


@dataclass(frozen=True)
class Settings:
    """What the browser is: names as Playwright has them. None: its own."""

    timezone: str = "UTC"
    locale: str = "en-US"
    user_agent: str | None = None
    screen: tuple[int, int] | None = None
    bfcache: bool = False
