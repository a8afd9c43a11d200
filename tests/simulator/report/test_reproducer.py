"""The reproducer of a report, run by bash with curl and psql alone, shows the fault, and none where there is none."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import psycopg
import pytest

from simulator.report import recorded
from simulator.report.reproducer import LINES_MAX, reproduce
from tests.simulator.report import written_run
from tests.simulator.report.live import ORIGIN, judged, run_in_bash, scripts, served
from tests.simulator.report.written_run import SITE, check, clause, exchange, reading

if TYPE_CHECKING:
    from pathlib import Path

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")


@needs_curl
def test_by_url_the_curl_line_shows_a_wrong_status(database: str, tmp_path: Path) -> None:
    """A gateway we only know by URL; the lines name it as it is."""
    with served(tmp_path, database, "--faulty", "answers-a-skip-with-400") as url:
        directory, printed = judged(tmp_path, "--gateway", url, "--database", database, *ORIGIN, "--clause", "GWY-412")
        script = scripts(directory / "report.html")["GWY-412"]
        shown = run_in_bash(script, tmp_path, DATABASE_URL=database)
    with served(tmp_path, database) as healthy:
        right = run_in_bash(script.replace(url, healthy), tmp_path, DATABASE_URL=database)
    assert printed.splitlines()[-1] == f"report  {directory / 'report.html'}"
    assert "HTTP/1.1 400" in shown
    assert "HTTP/1.1 400" not in right
    assert "HTTP/1.1 200" in right


@needs_curl
def test_of_a_gateway_that_has_ended_the_lines_show_it_on_the_next(database: str, tmp_path: Path) -> None:
    """Curl sends and psql shows the row: wrong on the faulty build, right on the healthy one, and nothing is left."""
    source = ("--database", "embedded")
    fault = ("--faulty", "normalises-the-url-it-stores")
    directory, _ = judged(tmp_path, *source, *fault, "--clause", "GWY-610")
    script = scripts(directory / "report.html")["GWY-610"]
    seen = {}
    for build, arguments in (("faulty", fault), ("healthy", ())):
        with served(tmp_path, database, *arguments) as url:
            seen[build] = run_in_bash(script, tmp_path, DATABASE_URL=database, GATEWAY=url)
    assert "https://shop.example/A%20b?q=" in seen["faulty"]
    assert "https://shop.example/A b?q=" in seen["healthy"]
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM sites").fetchone() == (0,)


def test_a_schema_find_is_shown_by_psql_alone(database: str, tmp_path: Path) -> None:
    """No request is in the history of a catalogue clause; psql describes the table."""
    broken = check("schema_columns.x", "SCH-103", "invalid", what="sessions.ip_address", expected="inet", seen="text")
    run = recorded.read(written_run.write(tmp_path))
    one = clause("SCH-103", "MUST", "invalid", broken, observations=["catalogue"], sentence="`sessions.x` is `inet`.")
    made = reproduce(run, one, broken)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("ALTER TABLE sessions ALTER ip_address TYPE text")
    assert "ip_address         | text" in " ".join(run_in_bash(made.script, tmp_path, DATABASE_URL=database).split(" "))


def made_of(tmp_path: Path, *records: dict, **more: object) -> tuple[str, str]:
    run = recorded.read(written_run.write(tmp_path, history=records))
    broken = check("a.b", "GWY-102", "invalid", what="x", expected="1", seen="2")
    made = reproduce(run, clause("GWY-102", "MUST", "invalid", broken, **more), broken)
    return made.script, " ".join(made.missing)


def test_the_site_of_the_run_is_made_first_and_removed_last(tmp_path: Path) -> None:
    script, _ = made_of(tmp_path, exchange(1, "a.b", json.dumps({"s": SITE["public_id"]})), reading(2, "a.b", []))
    first, *_, last = script.splitlines()
    assert "INSERT INTO sites (id, public_id) VALUES" in first
    assert f"DELETE FROM sites WHERE id = '{SITE['id']}'" in last


def test_a_find_that_needs_no_site_makes_none(tmp_path: Path) -> None:
    script, _ = made_of(tmp_path, exchange(1, "a.b", "{}"))
    assert "INSERT" not in script
    assert "DELETE" not in script


def test_requests_alike_become_a_loop(tmp_path: Path) -> None:
    """What is drawn afresh for each does not tell them apart; another answer does."""
    bodies = [json.dumps({"fp": f"fp-{n:016x}", "sid": f"{n:08x}-0000-4000-8000-000000000000"}) for n in range(20)]
    records = [exchange(n, "a.b", body) for n, body in enumerate(bodies)] + [exchange(99, "a.b", bodies[0], status=429)]
    script, missing = made_of(tmp_path, *records)
    assert script.count("curl") == 2
    assert "for i in $(seq 20); do curl -sS -o /dev/null -w '%{http_code}\\n'" in script
    assert "the first is repeated" in missing


def test_a_check_of_sockets_says_that_nothing_was_written_down(tmp_path: Path) -> None:
    script, missing = made_of(tmp_path)
    assert script == ""
    assert "The history holds no request of this check" in missing
    assert "opsmantik verify --clause GWY-102 --seed 5" in missing


def test_a_header_that_authorizes_is_asked_for(tmp_path: Path) -> None:
    record = exchange(1, "a.b", "{}")
    record["request"]["headers"].append(["Authorization", "(not kept)"])
    script, missing = made_of(tmp_path, record)
    assert "-H 'Authorization: (not kept)'" in script
    assert "put yours where it says (not kept)" in missing


def test_another_configuration_and_a_changed_database_are_said(tmp_path: Path) -> None:
    started = {"kind": "variant", "number": 1, "check": "a.b", "at_ms": 5, "url": "http://127.0.0.1:9/api/sync"}
    started |= {"env": {"ALLOWED_ORIGINS": "https://a.example, *"}, "site": {}}
    started |= {"ddl": ["ALTER TABLE sites\n RENAME TO gone"]}
    moved = {"kind": "clock", "number": 2, "check": "a.b", "at_ms": 5, "state": {"now_ms": 7}}
    script, missing = made_of(tmp_path, started, moved, exchange(3, "a.b", "{}"))
    assert "# now start the gateway with ALLOWED_ORIGINS='https://a.example, *', and let GATEWAY be its URL" in script
    assert 'psql -X -x "$DATABASE_URL" -c "ALTER TABLE sites RENAME TO gone"' in script
    assert """--data-binary '{"now_ms": 7}'""" in script
    assert "moved through controls" in missing


def test_waiting_is_repeated_where_time_is_what_is_judged(tmp_path: Path) -> None:
    late = exchange(2, "a.b", "{}") | {"at_ms": 62_001}
    script, _ = made_of(tmp_path, exchange(1, "a.b", "{}"), late, observations=["http", "clock"])
    assert "sleep 61" in script
    assert "sleep" not in made_of(tmp_path, exchange(1, "a.b", "{}"), late)[0]


def test_too_many_lines_are_cut_and_said(tmp_path: Path) -> None:
    script, missing = made_of(tmp_path, *(exchange(n, "a.b", f"[{n}]") for n in range(100)))
    assert script.count("curl") == LINES_MAX
    assert f"the first {LINES_MAX} lines of 100" in missing
