"""The tracker and its pages as the gateway serves them: types, the site in its place, and nothing else of the disk."""

import asyncio
import re

import httpx
import pytest
from fastapi import FastAPI

from reference.pages import PAGES, page_names, pages_router, read_page
from reference.serve import _announcement, bind
from reference.settings import read_settings
from tests.fixtures.web import web_on

SITE = "0f8fad5b-d9cb-469f-a165-70867728950e"
HTML = "text/html; charset=utf-8"


def get(path: str, demo_site: str | None = SITE) -> httpx.Response:
    """One request to the pages alone, without a gateway beside them."""
    app = FastAPI()
    app.include_router(pages_router(demo_site))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            return await client.get(path)

    return asyncio.run(ask())


def sites_in(text: str) -> list[str]:
    return re.findall(r'data-site-id="([^"]*)"', text)


@pytest.mark.parametrize(
    ("media_type", "path"),
    [
        ("text/javascript; charset=utf-8", "/ux-core.js"),
        (HTML, "/"),
        (HTML, "/pages/index.html"),
        (HTML, "/pages/second.html"),
        (HTML, "/pages/blank.html"),
        ("text/plain; charset=utf-8", "/pages/price-list.txt"),
    ],
)
def test_what_is_served(media_type: str, path: str) -> None:
    """Each has its type, and is asked for anew without being barred from the back-forward cache."""
    answer = get(path)
    assert (200, media_type, "no-cache") == (
        answer.status_code,
        answer.headers["content-type"],
        answer.headers["cache-control"],
    )


def test_the_tracker_is_the_file() -> None:
    """Nothing is built, filled in or shortened on the way."""
    assert (PAGES.parent / "ux-core.js").read_bytes() == get("/ux-core.js").content


@pytest.mark.parametrize("path", ["/", "/pages/index.html", "/pages/second.html"])
def test_the_site_is_the_demo_or_the_one_asked_for(path: str) -> None:
    """Without `?site=` the demo's; with it, that one, also when it is empty; no placeholder is left."""
    assert [SITE] == sites_in(get(path).text)
    assert ["another"] == sites_in(get(f"{path}?site=another").text)
    assert [""] == sites_in(get(f"{path}?site=").text)
    assert "{{" not in get(path).text


def test_without_a_demo_the_tag_is_empty() -> None:
    """On a database that is not ours to put a site into, the page says so through the tracker's own warning."""
    assert [""] == sites_in(get("/", demo_site=None).text)


@pytest.mark.parametrize("name", ["index.html", "second.html"])
def test_a_site_is_escaped(name: str) -> None:
    """An address cannot write into the page, neither beside the attribute nor out of it."""
    hostile = "\"><script>alert('1')</script>&"
    text = read_page(name, hostile)
    assert hostile not in text
    assert ["&quot;&gt;&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&amp;"] == sites_in(text)


@pytest.mark.parametrize(
    "path",
    ["/pages/none.html", "/pages/", "/pages/..%2Fux-core.js", "/pages/%2e%2e%2fux-core.js", "/index.html"],
)
def test_nothing_else_is_served(path: str) -> None:
    """A name that is none of the pages leads nowhere, least of all out of their directory."""
    assert 404 == get(path).status_code


def test_a_missing_page_says_which_there_are() -> None:
    """The sentence names what was expected and what came."""
    expected = "expected a page of blank.html, index.html, price-list.txt, second.html, but it is 'none.html'"
    assert expected == get("/pages/none.html").json()["detail"]


@pytest.mark.parametrize("name", page_names())
def test_a_page_needs_nothing_from_elsewhere(name: str) -> None:
    """What a page loads is its own, and the blank one has no tracker."""
    text = (PAGES / name).read_text("utf-8")
    loaded = re.findall(r'(?:src|rel="icon" href)="([^"]*)"', text)
    expected = {"index.html": ["data:,", "/ux-core.js"], "second.html": ["data:,", "/ux-core.js"]}
    assert expected.get(name, ["data:,"] if name == "blank.html" else []) == loaded
    assert "url(" not in text


def test_the_whole_gateway_serves_them_and_its_description_stays(database: str) -> None:
    """Pages are no API: the document names none of them, and the endpoint keeps its methods."""
    with web_on(database) as whole:
        assert {"/api/sync", "/healthz"} == set(whole.app.openapi()["paths"])
        assert [200, 200, 405] == [whole.ask("GET", path).status_code for path in ("/", "/ux-core.js", "/api/sync")]
        assert "synced_skipped_missing_id" == whole.post({}).json()["status"]


@pytest.mark.parametrize(
    ("warning", "environment"),
    [
        ("", {}),
        ("", {"ALLOWED_ORIGINS": "http://127.0.0.1"}),
        (" (its events will be refused: ALLOWED_ORIGINS does not allow {})", {"ALLOWED_ORIGINS": "https://a.test"}),
        (" (its events will be refused: ALLOWED_ORIGINS does not allow {})", {"NODE_ENV": "production"}),
    ],
)
def test_the_address_is_printed_with_the_site(warning: str, environment: dict[str, str]) -> None:
    """The last line is the page; where the configuration refuses its origin, the line says so and bends nothing."""
    with bind("127.0.0.1", 0) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        said = _announcement(listener, SITE, read_settings(environment), controls=False).splitlines()
        assert f"page {base}/{warning.format(base)}" == said[-1]
        assert [f"listening on {base}"] == _announcement(listener, None, read_settings({}), controls=False).splitlines()
