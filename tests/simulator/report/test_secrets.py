"""No artefact of a run, and no line on the terminal, holds a password or what authorizes."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from psycopg.conninfo import make_conninfo

from simulator.judge.history import NOT_KEPT, History
from simulator.judge.wire import Answer, Sent, without_secret
from tests.simulator.report.live import ORIGIN, judged, served

if TYPE_CHECKING:
    from pathlib import Path

DSN_PASSWORD = "dsn-s3cret-1"  # noqa: S105 - made up
URL_PASSWORD = "url-s3cret-2"  # noqa: S105


def test_nothing_of_a_whole_run_holds_a_secret(database: str, tmp_path: Path) -> None:
    """A DSN with a password, a gateway behind basic authorization, and a find to report."""
    dsn = make_conninfo(database, password=DSN_PASSWORD)
    runs = tmp_path / "runs"
    runs.mkdir()
    with served(tmp_path, dsn, "--faulty", "normalises-the-url-it-stores") as url:
        secret = url.replace("http://", f"http://judge:{URL_PASSWORD}@")
        _, printed = judged(runs, "--gateway", secret, "--database", dsn, *ORIGIN, "--clause", "GWY-61*")
    authorization = base64.b64encode(f"judge:{URL_PASSWORD}".encode()).decode()
    files = {path.name: path.read_bytes() for path in runs.rglob("*") if path.is_file()}
    assert {"events.jsonl", "history.jsonl", "results.json", "junit.xml", "report.html", "summary.md"} <= files.keys()
    for word in (DSN_PASSWORD, URL_PASSWORD, authorization):
        assert word not in printed
        assert [name for name, data in files.items() if word.encode() in data] == []
    assert b"GWY-610" in files["report.html"]


def test_what_authorizes_is_not_written_down(tmp_path: Path) -> None:
    """In neither direction; its name is kept, so that a reader knows something was there."""
    history = History(tmp_path / "history.jsonl", lambda: 1)
    sent = Sent("POST", "http://me:pw-3@gw/x", (("AUTHORIZATION", "Bearer t0ken"), ("X-Kept", "yes")), b"")
    history.exchange_of("a.b")(sent, Answer(200, (("Set-Cookie", "sid=t0ken"),), b""))
    history.close()
    text = (tmp_path / "history.jsonl").read_text()
    assert "t0ken" not in text
    assert "pw-3" not in text
    assert text.count(NOT_KEPT) == 2
    assert '["X-Kept", "yes"]' in text


def test_a_url_is_told_without_its_password() -> None:
    assert without_secret("https://a:b@gw.example:8443/x?y=1") == "https://gw.example:8443/x?y=1"
    assert without_secret("https://gw.example/x") == "https://gw.example/x"
