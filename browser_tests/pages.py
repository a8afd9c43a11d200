"""The pages of a scene as answers of the fault proxy: standard ones, a scenario's own, the tracker.

It decides what stands at which path, and that the spy comes before everything else in a page's head. It knows neither
browser nor scenario.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from browser_tests.scenario import Page
from simulator.judge.visit import ENDPOINT
from simulator.page.acts import BLANK_PATH, Beacons
from simulator.page.notebook import spy_source
from simulator.proxy import Answer, Pass, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

TRACKER = Path(__file__).resolve().parent.parent / "tracker"
TRACKER_PATH = "/ux-core.js"
STANDARD = {"/second": "second.html", BLANK_PATH: "blank.html", "/": "index.html"}
HTML = ("Content-Type", "text/html; charset=utf-8")
SCRIPT = ("Content-Type", "text/javascript; charset=utf-8")
NO_STORE = ("Cache-Control", "no-store")


@dataclass(frozen=True)
class Pages:
    """What stands where on one scene's origin. `tracker`: the script that is judged."""

    site: str
    tracker: bytes
    own: Mapping[str, Page]

    def rules(self, beacons: Beacons) -> list[Rule]:
        """Give the answers, the endpoint shielded first, longer paths before shorter ones."""
        answers = {TRACKER_PATH: Answer(200, (SCRIPT, NO_STORE), self.tracker)}
        for path, page in self.all().items():
            answers[path] = Answer(200, (HTML, *self._headers(page)), self._source(page, beacons).encode())
        longest_first = sorted(answers, key=len, reverse=True)
        shield = Rule(Pass(), title="endpoint", path=ENDPOINT)
        return [shield, *(Rule(answers[path], title=f"page {path}", path=path) for path in longest_first)]

    def all(self) -> dict[str, Page]:
        """Give every page by its path, a scenario's own in place of the standard ones."""
        standard = {path: Page((TRACKER / "pages" / name).read_text("utf-8")) for path, name in STANDARD.items()}
        return {**standard, **self.own}

    def _headers(self, page: Page) -> tuple[tuple[str, str], ...]:
        named = {name.lower() for name, _ in page.headers}
        return page.headers if "cache-control" in named else (*page.headers, NO_STORE)

    def _source(self, page: Page, beacons: Beacons) -> str:
        return source(page, self.site, "" if page.without_spy else spy_source(beacons))


def source(page: Page, site: str, spy: str) -> str:
    """Give a page's text: the site's id filled in, the spy put at the beginning of its head."""
    text = page.html.replace("{{site}}", html.escape(site, quote=True))
    if not spy:
        return text
    before, head, after = text.partition("<head>")
    if not head:
        raise ValueError("expected a page with <head>, in which the spy can stand")
    return f"{before}{head}<script>{spy}</script>{after}"
