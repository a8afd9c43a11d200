"""The tracker and its demo pages, as files: what a visitor's browser asks the bundled gateway for.

Decides where they are served, under which media type, and how a site's public id gets into a page. It knows files
only: neither the gateway, nor the database, nor what the pages do.
"""

import html
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response

TRACKER = Path(__file__).parents[1] / "tracker"
PAGES = TRACKER / "pages"
SITE = "{{site}}"

_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
# Asked for anew every time, so that an edited file is seen; `no-store` would keep pages out of the back-forward cache.
_HEADERS = {"Cache-Control": "no-cache"}


def page_names() -> list[str]:
    """What there is under `/pages/`."""
    return sorted(path.name for path in PAGES.iterdir() if path.suffix in _MEDIA_TYPES)


def read_page(name: str, site: str) -> str:
    """A page's text with the site in its place; it came out of an address and may be anything."""
    return (PAGES / name).read_text("utf-8").replace(SITE, html.escape(site))


def read_tracker() -> str:
    """The tracker's text."""
    return (TRACKER / "ux-core.js").read_text("utf-8")


def pages_router(demo_site: str | None) -> APIRouter:
    """`/`, `/pages/<name>` and `/ux-core.js`; no API, so the OpenAPI document says nothing of them.

    The site is `?site=`, else the demo's. An empty one is taken as it is: so looks a tag that somebody forgot to fill.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/ux-core.js")
    def tracker() -> Response:
        return _file("ux-core.js", read_tracker())

    @router.get("/")
    def index(site: str | None = None) -> Response:
        return page("index.html", site)

    @router.get("/pages/{name}")
    def page(name: str, site: str | None = None) -> Response:
        # Looked up among the names and never joined to a path first: a name can then lead nowhere else.
        if name not in page_names():
            raise HTTPException(404, f"expected a page of {', '.join(page_names())}, but it is {name!r}")
        return _file(name, read_page(name, (demo_site or "") if site is None else site))

    return router


def _file(name: str, text: str) -> Response:
    return Response(text, headers=_HEADERS | {"Content-Type": _MEDIA_TYPES[Path(name).suffix]})
