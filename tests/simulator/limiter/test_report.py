"""The fingerprint's reports: all of it in JSON and Markdown, and what a target sent stays text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from simulator.judge.wire import Answer
from simulator.limiter import report
from simulator.limiter.fingerprint import Fingerprint
from simulator.limiter.seen import Property, Seen, untold

if TYPE_CHECKING:
    from pathlib import Path

SEEN = Seen(7, "beacon of '10.0.0.1'", 1000.0, 1002.5, Answer(429, (("Retry-After", "<b>|60"),), b""))
TAKEN = Fingerprint(
    (
        Property("limit", "100 requests", "exact", "counted", (SEEN,), {"high_ms": float("inf")}),
        untold("window", "no edge\x1b[31m"),
    ),
    moved=False,
    requests=7,
    took_ms=1234.5,
)
HEAD = {"target": {"gateway": "http://127.0.0.1"}, "seed": 1, "version": "0", "spec_sha256": "a" * 64}


def test_json_is_json_and_has_the_evidence(tmp_path: Path) -> None:
    report.write(TAKEN, HEAD, tmp_path)
    told = json.loads((tmp_path / "limiter.json").read_text("utf-8"), parse_constant=lambda name: name)
    limit, window = told["properties"]
    assert (limit["evidence"][0]["number"], limit["evidence"][0]["status"]) == (7, 429)
    assert limit["measured"] == {"high_ms": None}
    assert (window["told"], told["complete"], told["clock"]) == ("no", False, "real")


def test_markdown_has_the_exchanges_and_no_markup_of_the_targets(tmp_path: Path) -> None:
    report.write(TAKEN, HEAD, tmp_path)
    page = (tmp_path / "limiter.md").read_text("utf-8")
    assert "- #7 +0.0 to 2.5 ms: beacon of '10.0.0.1' → 429, Retry-After: &lt;b&gt;\\|60" in page
    assert "\x1b" not in page


def test_the_summary_counts_what_could_not_be_told() -> None:
    assert report.summary(TAKEN) == "2 properties, 1 could not be told; 7 requests, 1.2 s, real time"
    assert report.table(TAKEN).row_count == 2
