"""Which browsers there are here and how one is started, so that nothing leaves loopback.

It decides flags and names. It must not know pages, scenarios or what is judged.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from browser_tests.chromium import find as find_chromium
from browser_tests.firefox import find as find_firefox
from simulator.judge.browser import BrowserMissing
from simulator.judge.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.async_api import Browser, Playwright

EngineName = Literal["chromium", "firefox", "webkit"]
ENGINES: tuple[EngineName, ...] = ("chromium", "firefox", "webkit")
# Hosts that pages link to; they are answered by a server of ours.
STRANGERS = ("wa.me", "api.whatsapp.com", "swa.me")
_WITHOUT = (
    *("Translate", "OptimizationHints", "MediaRouter", "SpareRendererForSitePerProcess"),
    # The address bar is a page of its own in each window, and costs as much as the page that is watched.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
_CHROMIUM_FLAGS = (
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    f"--disable-features={','.join(_WITHOUT)}",
)


class NoSuchEngine(Exception):
    """No engine has such a name."""

    exit_code = 2


@dataclass(frozen=True)
class Engine:
    """One browser that can be started: its name and program (None: Playwright's own)."""

    name: EngineName
    program: Path | None


@dataclass(frozen=True)
class Launch:
    """How it is to be shown: `strangers_port` answers for foreign hosts; `slow_ms` between a visitor's acts."""

    strangers_port: int
    headed: bool = False
    slow_ms: int = 0
    bfcache: bool = False


def find_engine(name: EngineName, environment: Mapping[str, str] = os.environ) -> Engine:
    """Find a browser; `BrowserMissing` says what to do, `NoSuchEngine` that nobody knows it."""
    if name not in ENGINES:
        came = f"{name}{nearest(name, ENGINES)}"
        raise NoSuchEngine(f"expected one of {', '.join(ENGINES)}, or all; came: {came}; correct --engine")
    if name == "chromium" and (program := find_chromium(environment)):
        return Engine(name, program)
    if name == "firefox" and (program := find_firefox(environment)):
        return Engine(name, program)
    advice = {
        "chromium": "run `make browser`, or name one with CHROMIUM=/path/to/it",
        "firefox": "install firefox-esr, or name one with FIREFOX=/path/to/it",
        "webkit": "run `playwright install webkit` where Playwright has a build for this system",
    }
    raise BrowserMissing(f"expected a {name}; came: not available here; {advice[name]}")


class NoDisplay(Exception):
    """A browser is to be shown, and there is nothing to show it on."""

    exit_code = 2


def must_be_shown(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
    """Refuse to show a browser where no display is named; `NoDisplay` says what to do."""
    if platform.startswith("linux") and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        raise NoDisplay(
            "expected a display to show the browser on; came: neither DISPLAY nor WAYLAND_DISPLAY;"
            " leave --headed out, or run it under xvfb-run"
        )


async def launch(playwright: Playwright, engine: Engine, how: Launch) -> Browser:
    """Start a browser; `BrowserMissing` where there is one and it does not start."""
    from playwright.async_api import Error as BrowserError  # noqa: PLC0415 - the judge must not wait for its import

    try:
        return await _launched(playwright, engine, how)
    except BrowserError as error:
        said = [line.strip() for line in str(error).splitlines() if line.strip()]
        came = next((line for line in said if "ERROR:" in line), said[0] if said else "nothing said")
        raise BrowserMissing(
            f"expected {engine.name} to start; came: {came[:300]}; start {engine.program or 'it'} by hand to see why"
        ) from error


async def _launched(playwright: Playwright, engine: Engine, how: Launch) -> Browser:
    if engine.name == "firefox":
        return await playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=engine.program,
            headless=not how.headed,
            slow_mo=how.slow_ms,
            firefox_user_prefs=_firefox_preferences(how),
        )
    kind = playwright.webkit if engine.name == "webkit" else playwright.chromium
    flags = [*_CHROMIUM_FLAGS, _resolver(how)] if engine.name == "chromium" else []
    return await kind.launch(
        executable_path=engine.program,
        args=flags,
        headless=not how.headed,
        slow_mo=how.slow_ms,
        ignore_default_args=["--disable-back-forward-cache"] if how.bfcache else None,
    )


def _resolver(how: Launch) -> str:
    ours = ",".join(f"MAP {host} 127.0.0.1:{how.strangers_port}" for host in STRANGERS)
    return f"--host-resolver-rules={ours},MAP *.localhost 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE 127.0.0.1"


def _firefox_preferences(how: Launch) -> dict[str, str | int | bool]:
    """Foreign hosts go through a proxy, which is our server; nothing is looked up, checked or reported."""
    return {
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": how.strangers_port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": how.strangers_port,
        "network.proxy.no_proxies_on": "localhost, .localhost, 127.0.0.1",
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "datareporting.healthreport.uploadEnabled": False,
        "app.update.enabled": False,
        "browser.safebrowsing.malware.enabled": False,
        "browser.safebrowsing.phishing.enabled": False,
    }
