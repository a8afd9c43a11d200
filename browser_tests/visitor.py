"""A visitor's browser: a context with clean storage, his machine's settings, and a clock that stands still.

It decides how settings are said to Playwright. It must not know what the visitor does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

    from browser_tests.scenario import Settings

# Playwright tells nothing that nobody has asked for, and of a tab that a page opens one can ask only when it is there:
# what its first script said and sent would be missed. Whoever listens to all tabs has asked for those to come.
HEARD_FROM_THE_START = ("console", "request", "requestfinished", "requestfailed")


async def open_context(browser: Browser, settings: Settings, now_ms: int) -> BrowserContext:
    """Open a context whose pages' clock stands at `now_ms`."""
    context = await browser.new_context(**_options(settings))
    await context.clock.install(time=(now_ms - 1_000) / 1000)
    await context.clock.pause_at(now_ms / 1000)
    for event in HEARD_FROM_THE_START:
        context.on(event, _hear_nothing)
    return context


def _hear_nothing(_event: object) -> None:
    """Be somebody who listens."""


def _options(settings: Settings) -> dict[str, Any]:
    given: dict[str, Any] = {"timezone_id": settings.timezone, "locale": settings.locale}
    if settings.user_agent:
        given["user_agent"] = settings.user_agent
    if settings.screen:
        width, height = settings.screen
        given["screen"] = given["viewport"] = {"width": width, "height": height}
    return given
