"""The timeline: every event has its line, what a target sent is text, and a page needs nothing but its directory."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from simulator.judge.account import account
from simulator.judge.visit import Acted, Threw, Visit, to_line
from simulator.report import artefacts, timeline
from tests.simulator.judge.told_visit import Telling, call, click, event, item, row

if TYPE_CHECKING:
    from pathlib import Path


HOSTILE = '<img src=x onerror="alert(1)">'


def lost_and_queued() -> Visit:
    """Two events: one lost offline, one queued after a 500."""
    here = Telling().begin()
    here.beacon(click()).carry(failure="net::ERR_INTERNET_DISCONNECTED")
    body = event("price", el=HOSTILE)
    here.fallen(body).write(item(body)).hold(item(body)).read()
    return here.visit()


def played(run: Path, visit: Visit, expected: dict | None = None, **more: object) -> Path:
    directory = run / "browser" / "a-scenario"
    directory.mkdir(parents=True)
    (directory / "history.jsonl").write_text("".join(to_line(one) + "\n" for one in visit.records), "utf-8")
    told = account(visit)
    facts = {
        "name": "a-scenario",
        "title": f"A title with {HOSTILE}",
        "engine": "chromium",
        "playing": 1,
        "expected": expected,
        "claims": [{"clause": "TRK-401", "sentence": "queued", "verdict": "broken", "text": HOSTILE}],
        "account": {"events": told.events, "intents": told.intents, "surplus": 0, "unexplained": []},
        **more,
    }
    (directory / "scenario.json").write_text(json.dumps(facts, default=dict), "utf-8")
    return directory


def test_every_event_has_its_line_and_its_fate(tmp_path: Path) -> None:
    """What the browser believed, the wire, the fate: one article for each emitted event."""
    text = timeline.write(played(tmp_path, lost_and_queued())).read_text("utf-8")
    assert len(re.findall("<article", text)) == 2
    for words in ("sendBeacon said true", "net::ERR_INTERNET_DISCONNECTED", "lost by the browser: offline"):
        assert words in text
    for words in ("sendBeacon said false", "fetch heard 500", "queued it", "still queued", "queue of 1"):
        assert words in text


def test_the_list_and_the_pages_of_a_browse_run_are_drawn_anew(tmp_path: Path) -> None:
    """There is no more of it; a tracker that is not ours is named for whoever plays it again."""
    playing = played(tmp_path, lost_and_queued())
    (tmp_path / "events.jsonl").write_text('{"event": "browse_started", "tracker": "their.js"}\n', "utf-8")
    assert artefacts.redraw(tmp_path) == tmp_path / "browser" / "index.html"
    assert "browse a-scenario --tracker their.js" in (playing / "timeline.html").read_text("utf-8")


def test_a_drain_is_told_where_it_happened(tmp_path: Path) -> None:
    """The event stands where it was made; what the drain of a later page did with it stands there."""
    here, body = Telling().begin(), click()
    here.fallen(body).write(item(body)).leave().load(2).beacon(body, page=2, evaluating=True)
    here.arrive(body).carry(200, page=2).write(page=2).hold().read(row(body), calls=(call(body),))
    text = timeline.write(played(tmp_path, here.visit())).read_text("utf-8")
    parts = ("queue of 1", "page 2", "the drain offers conversion/phone_call: sendBeacon said true", "queue is removed")
    places = [text.rindex(part) for part in parts]
    assert places == sorted(places)


def test_what_a_target_sent_is_text_and_the_page_loads_nothing(tmp_path: Path) -> None:
    """Markup in a label, a title or a claim is shown, not obeyed."""
    directory = played(tmp_path, lost_and_queued())
    for path in (timeline.write(directory), timeline.write_index(tmp_path)):
        text = path.read_text("utf-8")
        assert HOSTILE not in text
        assert "&lt;img src=x" in text
        assert not re.search(r"(?:src|href)=[\"']?https?:", text)


def test_an_account_that_differs_from_what_was_expected_is_said(tmp_path: Path) -> None:
    """The difference stands at the head, fate by fate."""
    expected = {"events": {"stored": 2}, "intents": {}, "surplus": 0}
    text = timeline.write(played(tmp_path, lost_and_queued(), expected)).read_text("utf-8")
    assert "expected 2 events stored; came 0" in text
    assert 'class="verdict bad"' in text


def test_what_the_engine_makes_end_otherwise_is_not_held_against_the_tracker(tmp_path: Path) -> None:
    """The broken claim is listed for the engine: the page says why, and the command plays it there."""
    otherwise = {"reason": "timers stand still", "clauses": ["TRK-401"]}
    directory = played(tmp_path, lost_and_queued(), engine="firefox", otherwise=otherwise)
    text = timeline.write(directory).read_text("utf-8")
    assert 'class="verdict bad"' not in text
    assert "Otherwise than in Chromium, by the doing of firefox: timers stand still." in text
    assert '<li class="cool"><b>TRK-401</b>' in text
    assert "browse a-scenario --engine firefox --headed" in text
    assert '<span class="chip cool">TRK-401' in timeline.write_index(tmp_path).read_text("utf-8")


def test_steps_are_numbered_and_a_time_is_told_only_where_a_clock_was_moved(tmp_path: Path) -> None:
    """A clock that stands still says nothing; what came of an act stands under its number."""
    still = [Acted(number=1, at_ms=5000, what="goes to /"), Acted(number=2, at_ms=5000, what="clicks #phone")]
    threw = {"tab": "main", "name": "TypeError", "message": "no"}
    told = timeline.lines(Visit([*still, Threw(number=3, at_ms=5000, page=1, **threw)]), account(Visit([])))
    assert [(one.step, one.at) for one in told] == [("1", ""), ("2", ""), ("2", "")]
    moved = [*still, Acted(number=3, at_ms=36_000, what="31 s pass")]
    told = timeline.lines(Visit(moved), account(Visit([])))
    assert [(one.step, one.at) for one in told] == [("1", "00:00.000"), ("2", "00:00.000"), ("3", "00:31.000")]
    text = timeline.write(played(tmp_path, lost_and_queued())).read_text("utf-8")
    assert "00:00.000" not in text
    assert "clock stood still all the while." in text


def test_an_event_without_a_fate_is_unexplained(tmp_path: Path) -> None:
    """A hole in the history is not painted over."""
    visit = Telling().begin().beacon(click()).hold().read().visit()
    text = timeline.write(played(tmp_path, visit)).read_text("utf-8")
    assert "unexplained" in text
    assert "As expected" not in text


def test_a_playing_that_cannot_be_read_has_no_page(tmp_path: Path) -> None:
    """A run that was cut off leaves half a directory; the others are drawn."""
    directory = tmp_path / "browser" / "cut-off"
    directory.mkdir(parents=True)
    (directory / "history.jsonl").write_text('{"kind": "lo', "utf-8")
    assert timeline.write(directory) is None
    assert timeline.write_index(tmp_path) is None
