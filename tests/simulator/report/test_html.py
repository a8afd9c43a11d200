"""report.html: everything in one file, nothing loaded, what a target sent is text, and never too big."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from simulator.report import html, matrix, recorded
from simulator.report.evidence import Part, difference
from tests.simulator.report import written_run
from tests.simulator.report.written_run import CLAUSES, check, clause, exchange

if TYPE_CHECKING:
    from pathlib import Path

MATRIX = (
    "<!doctype html><ul class=good><li>2 of 2 faults killed<li>none &lt;b&gt;</ul>"
    "<table class=matrix><thead><tr><th>clause<th>lets-null-in<th>is-late</thead><tbody>"
    "<tr class=section><th>GWY · CORS<td colspan=2>"
    "<tr><th title='It.'>GWY-101<td class=k>●<td>·<tr><th>GWY-102<td>✗<td></tbody></table>"
    "<table class=list><tr><th>lets-null-in<td>vice</table>"
)


class Elements(HTMLParser):
    """Collects a page's tags with their attributes, and its text outside of style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._last = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        self.tags.append((tag, dict(attrs)))
        self._last = tag

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        self.text += "" if self._last in ("style", "script") else data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - HTMLParser's signature
        """See HTMLParser."""
        self._last = ""


@pytest.fixture
def run(tmp_path: Path) -> recorded.Recorded:
    return recorded.read(written_run.write(tmp_path))


def test_the_head_says_the_verdict_and_what_was_judged_by_what(run: recorded.Recorded) -> None:
    page = Elements(html.page(run))
    for word in ("Broken", "The target is wrong.", "http://127.0.0.1:8801", "PostgreSQL 15.1", "9.9", "f" * 64):
        assert word in page.text
    assert "2026-11-23T07:28:02.594+00:00" in page.text
    assert "opsmantik verify --seed 5 --gateway http://127.0.0.1:8801 --clause 'GWY-1*' --database" in page.text


def test_every_clause_stands_there_with_its_words_and_finding(run: recorded.Recorded) -> None:
    page = html.page(run)
    for one in CLAUSES:
        assert f'id="{one["id"]}"' in page
        assert f"A <code>POST</code> of {one['id']} is answered." in page
    assert "no end within 30 s" in page
    assert "3 of 20: clicks lost" in page
    assert "Not judged yet; browser_tests will." in page


def test_what_a_target_sent_is_text_and_never_markup(run: recorded.Recorded) -> None:
    page = html.page(run)
    elements = Elements(page)
    assert [tag for tag, _ in elements.tags if tag == "img"] == []
    assert sum(tag == "script" for tag, _ in elements.tags) == 1
    assert page.count("</script>") == 1
    assert not any(name.startswith("on") for _, attrs in elements.tags for name in attrs)
    assert "</script><img src=x onerror=alert(1)>" in elements.text, "it is shown, as text"
    assert "\x1b" not in page


def test_nothing_is_loaded_from_anywhere(run: recorded.Recorded) -> None:
    page = html.page(run)
    elements = Elements(page)
    assert [tag for tag, _ in elements.tags if tag in ("link", "iframe", "object", "embed", "base", "form")] == []
    links = [attrs["href"] for tag, attrs in elements.tags if tag == "a"]
    assert links
    assert all(link.startswith("#") for link in links)
    assert not any("src" in attrs for _, attrs in elements.tags)
    assert not re.search(r"url\(|@import", page)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_it_is_drawn_for_the_dark_and_for_a_phone(run: recorded.Recorded) -> None:
    page = html.page(run)
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in page


def test_a_broken_check_shows_request_answer_rows_and_difference(run: recorded.Recorded) -> None:
    text = Elements(html.page(run)).text
    assert "POST http://127.0.0.1:8801/api/sync\nHost: 127.0.0.1:8801" in text
    assert r"x-note: </script><img src=x onerror=alert(1)>\x1b[2J" in text
    assert "null:  gclid" in text
    assert "curl -sS -i -X POST http://127.0.0.1:8801/api/sync" in text
    assert 'psql -X -x "$DATABASE_URL" -c "SELECT * FROM sessions WHERE site_id = ' in text


def test_the_difference_is_what_the_two_do_not_share() -> None:
    expected, seen = difference("'abcde-x'", "'abcde-y'")
    assert expected == (Part("'abcde-", same=True), Part("x", same=False), Part("'", same=True))
    assert seen == (Part("'abcde-", same=True), Part("y", same=False), Part("'", same=True))
    assert difference("403", "200") == ((Part("403", same=False),), (Part("200", same=False),))
    assert difference("aaa", "aaaaa")[1] == (Part("aaa", same=True), Part("aa", same=False))


def test_what_is_broken_has_its_evidence_before_what_holds(tmp_path: Path) -> None:
    body = '{"u":"' + "x" * 1500 + '"}'
    fine = [clause(f"GWY-2{n:02}", "MUST", "valid", check(f"a.c{n}", f"GWY-2{n:02}", "valid")) for n in range(90)]
    history = [exchange(n, f"a.c{n}", body) for n in range(90)] + list(written_run.HISTORY)
    run = recorded.read(written_run.write(tmp_path, clauses=[*fine, *CLAUSES], history=history))
    room = 150_000
    page = html.page(run, bytes_max=room)
    assert room * 0.8 < len(page.encode()) < room * 1.01
    assert 'class="reproducer"' in page
    assert "there was no room for them here" in page
    assert re.search(r"those of \d+ that hold were left out, to stay under 2 MB", page)


def test_a_broken_target_of_the_whole_spec_stays_under_two_megabytes(tmp_path: Path) -> None:
    """Seven hundred clauses, each broken, each with large exchanges."""
    names = [f"GWY-{n}" for n in range(101, 801)]
    wrong = [check(f"a.{one}", one, "invalid", what="x", expected="1" * 900, seen="2" * 900) for one in names]
    clauses = [clause(one["clause"], "MUST", "invalid", one) for one in wrong]
    history = [exchange(n, one["check"], "y" * 3000) for n, one in enumerate(wrong)]
    run = recorded.read(written_run.write(tmp_path, clauses=clauses, history=history))
    assert len(html.page(run).encode()) < 2_000_000


def test_a_run_cut_short_says_so(tmp_path: Path) -> None:
    run = recorded.read(written_run.write(tmp_path, clauses=(), finished=False))
    text = Elements(html.page(run)).text
    assert "Cut short" in text
    assert "The run did not come to its end." in text


def test_the_kill_matrix_stands_there_only_where_one_is_given(run: recorded.Recorded, tmp_path: Path) -> None:
    assert 'id="matrix"' not in html.page(run)
    file = tmp_path / "matrix.html"
    file.write_text(MATRIX, "utf-8")
    text = Elements(html.page(run, matrix.read(file))).text
    assert "2 wrong builds; 1 clause catches at least one of them" in text
    assert "not killed: lets-null-in" in text
    assert "catches lets-null-in" in text
    assert "none <b>" in text


def test_a_page_without_a_matrix_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "matrix.html"
    file.write_text("<p>nothing", "utf-8")
    with pytest.raises(recorded.RunUnreadable, match="expected a page with a table of class matrix"):
        matrix.read(file)
