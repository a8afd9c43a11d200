"""What scenarios bring along: pages of their own, scripts put into a page later, items laid into the queue.

It decides how these are written. It knows no clause and no browser.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from browser_tests.scenario import Page
from simulator.page.acts import Await, Run, told

if TYPE_CHECKING:
    from simulator.judge.visit import Visit
    from simulator.page.acts import Scene, Text

TAG = '<script src="/ux-core.js" data-site-id="{{site}}"></script>'
# Somebody else's element that carries the attribute too; no site has this id.
DECOY_ID = "0d0d0d0d-0d0d-4d0d-8d0d-0d0d0d0d0d0d"
DECOY = f'<script type="text/plain" data-site-id="{DECOY_ID}"></script>'
# Links are clicked and forms submitted, and nobody goes anywhere.
STAYS = """<script>
window.addEventListener('click', event => event.target.closest('a') && event.preventDefault());
window.addEventListener('submit', event => event.preventDefault());
</script>"""
PHONE = '<p><a id="call" href="tel:+905321112233">0532 111 22 33</a></p>'
INJECTED_LINE = "the injected script has run"


def page(head: str = TAG, body: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Page:
    """Write a page; its body says which site it belongs to (`SITE` reads it)."""
    return Page(
        '<!doctype html>\n<html lang="tr">\n<head>\n<meta charset="utf-8">\n<title>Nakliyat</title>\n'
        f'<link rel="icon" href="data:,">\n{head}\n</head>\n'
        f'<body data-site="{{{{site}}}}">\n{body}\n</body>\n</html>\n',
        headers,
    )


SITE = Run("document.body.getAttribute('data-site')", keep="site")


def inject(source: Text = "/ux-core.js", site: str = "document.body.getAttribute('data-site')") -> Run:
    """Put the tracker into a page that is loaded; `site` is an expression. `INJECTED` waits for it."""
    return Run(
        lambda scene: f"""(() => {{
          const tag = document.createElement('script');
          tag.setAttribute('data-site-id', {site});
          tag.src = {json.dumps(told(source, scene))};
          tag.onload = () => console.log('{INJECTED_LINE}');
          document.head.appendChild(tag);
        }})()"""
    )


def _has_run(visit: Visit) -> bool:
    return any(line.text == INJECTED_LINE for line in visit.console)


INJECTED = Await(INJECTED_LINE, _has_run)


def session_of(scene: Scene, version: int = 4) -> str:
    """Give a session id that no other scenario has: one id under two sites would be the first one's session."""
    return str(UUID(bytes=sha256(scene.site.encode()).digest()[:16], version=version))


def queue_item(scene: Scene, action: str = "late", age_ms: int = 60_000) -> dict[str, object]:
    """Give an item of the queue: an event of another session of this site, that old."""
    payload = {
        "s": scene.site,
        "u": f"{scene.origin}/",
        "sid": session_of(scene),
        "sm": scene.month,
        "ec": "custom",
        "ea": action,
        "el": "seeded",
        "r": "",
        "meta": {"fp": "seeded", "gclid": None},
    }
    return {"payload": payload, "ts": scene.now_ms - age_ms}


def queue_of_one(scene: Scene) -> str:
    """Give a queue of one late event, as storage holds it."""
    return json.dumps([queue_item(scene)])
