"""`serve`: where it listens, what it refuses in one sentence, and that it says when it is ready."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from reference.serve import CannotServe, Place, bind, is_loopback, serve
from reference.settings import read_settings
from reference.sites import NotOurDatabase, add_site

FRONT_DOOR = Path(__file__).parents[2] / "opsmantik.py"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1", "example.com", ""])  # noqa: S104 - names, not binds
def test_no_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1"])  # noqa: S104
def test_controls_are_for_loopback_only(host: str) -> None:
    place = Place(database="embedded", host=host, port=0, controls=True)
    with pytest.raises(CannotServe, match=r"--controls needs a loopback --host such as 127\.0\.0\.1, but it is"):
        serve(place, read_settings({}))


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe, match=rf"cannot listen on 127\.0\.0\.1:{port}: .*; choose another"):
            bind("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("host.invalid", 0), ("203.0.113.1", 0), ("127.0.0.1", 99999)])
def test_a_place_that_is_none(host: str, port: int) -> None:
    with pytest.raises(CannotServe, match="choose another --host or --port"):
        bind(host, port)


def test_a_database_that_is_not_ours(empty_database: str) -> None:
    place = Place(database=empty_database, host="127.0.0.1", port=0, controls=False)
    with pytest.raises(NotOurDatabase, match=r"expected the OpsMantik schema, but sites, sessions, events, calls"):
        serve(place, read_settings({}))


def test_sites_are_added_once(database: str) -> None:
    first = add_site(database)
    assert first != add_site(database)
    with pytest.raises(NotOurDatabase, match="choose another"):
        add_site(database, first)
    with pytest.raises(NotOurDatabase, match="should be a UUID v4"):
        add_site(database, "site-1")


def opsmantik(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, FRONT_DOOR, *arguments],
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_from_the_front_door_an_error_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = opsmantik("serve", "--database", "host=127.0.0.1 port=1", "--port", port)
    assert ended.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr


def test_from_the_front_door_it_says_when_it_listens(database: str) -> None:
    """A real process on a real socket: announced, it serves; told to stop, it ends in good order."""
    command = [sys.executable, FRONT_DOOR, "serve", "--database", database, "--port", "0", "--controls"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline().strip()
            assert line.startswith("listening on http://127.0.0.1:")
            base = line.removeprefix("listening on ")
            body = json.dumps({"s": add_site(database), "u": "https://www.example.com/"})
            answer = httpx.post(f"{base}/api/sync", content=body, headers={"origin": "https://a.test"})
            assert answer.json()["status"] == "synced"
            assert httpx.get(f"{base}/__controls/ledger").json()["last"] == 1
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 130
