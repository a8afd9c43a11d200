"""The lines are run: what curl sends is what the history says was sent, and psql reads literals back as they were."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest

from schema import binaries
from simulator.judge.history import body_record
from simulator.report import shell

if TYPE_CHECKING:
    from pathlib import Path

    from schema.postgres import PostgresServer

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")

BODIES = (
    b"",
    b'{"u":"it\'s $HOME `id` \\ \\" ! %s"}',
    "ünïcode ✓\n\ttwo lines".encode(),
    b"@/etc/hostname",
    b"nul \x00 and bell \x07",
    b"\xff\xfe no utf-8",
    b"'" * 50,
)
HEADERS = (
    [["Origin", "https://shop.example"], ["Content-Type", "application/json"], ["User-Agent", "it's \"me\" $x"]],
    [["Origin", ""], ["X-City", "\xc4\xb0stanbul"], ["Accept", "*/*"]],
    [["X-Twice", "1"], ["X-Twice", "2"]],
)


def heard(line: str, directory: Path, server: socket.socket) -> bytes:
    """Run a line in bash and give the bytes that reached the server."""
    got: list[bytes] = []
    thread = threading.Thread(target=lambda: got.append(answered(server)))
    thread.start()
    done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, timeout=20, cwd=directory, check=False)
    thread.join(10)
    assert done.returncode == 0, done.stderr
    return got[0]


def answered(server: socket.socket) -> bytes:
    connection, _ = server.accept()
    with connection:
        data = b""
        while not complete(data):
            data += connection.recv(65536)
        connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    return data


def complete(data: bytes) -> bool:
    head, mark, body = data.partition(b"\r\n\r\n")
    lengths = [int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(mark) and len(body) >= (lengths[0] if lengths else 0)


@pytest.fixture
def server() -> Any:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        yield listening


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("body", BODIES)
def test_curl_sends_what_was_sent(server: socket.socket, tmp_path: Path, headers: list, body: bytes) -> None:
    """Method, path, every header and every byte of the body; nothing of curl's own."""
    host = f"127.0.0.1:{server.getsockname()[1]}"
    url = f"http://{host}/api/sync?a=[1]&b='"
    sent = [["Host", host], *headers, ["Content-Length", str(len(body))]]
    record = {"number": 1, "request": {"method": "POST", "url": url, "headers": sent, **body_record(body)}}
    head, _, came = heard(shell.curl(record, shell.quote(url)), tmp_path, server).partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    assert first == b"POST /api/sync?a=[1]&b=' HTTP/1.1"
    assert came == body
    expected = sorted(f"{name}: {value}".strip().encode("latin-1").lower() for name, value in sent)
    assert sorted(line.strip().lower() for line in lines) == expected


def test_a_preflight_has_no_body(server: socket.socket, tmp_path: Path) -> None:
    host = f"127.0.0.1:{server.getsockname()[1]}"
    request = {"method": "OPTIONS", "url": f"http://{host}/", "headers": [["Host", host]], **body_record(b"")}
    got = heard(shell.curl({"number": 1, "request": request}, f"http://{host}/"), tmp_path, server)
    assert got == f"OPTIONS / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq here")
@pytest.mark.parametrize("body", [b"[" * 6000, b"\xff" * 6000])
def test_a_long_body_is_taken_out_of_the_history(server: socket.socket, tmp_path: Path, body: bytes) -> None:
    host = f"127.0.0.1:{server.getsockname()[1]}"
    sent = [["Host", host], ["Content-Length", "6000"]]
    request = {"method": "POST", "url": f"http://{host}/", "headers": sent, **body_record(body)}
    record = {"kind": "exchange", "number": 17, "request": request}
    other = {"kind": "read", "number": 16}
    (tmp_path / "history.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in (other, record)))
    line = shell.curl(record, f"http://{host}/")
    assert len(line) < 400
    assert heard(line, tmp_path, server).partition(b"\r\n\r\n")[2] == body


def test_a_quiet_line_prints_the_status_alone(server: socket.socket, tmp_path: Path) -> None:
    host = f"127.0.0.1:{server.getsockname()[1]}"
    request = {"method": "POST", "url": f"http://{host}/", "headers": [["Host", host]], "body": "x", "encoding": "text"}
    line = shell.curl({"number": 1, "request": request}, f"http://{host}/", quiet=True)
    thread = threading.Thread(target=answered, args=(server,))
    thread.start()
    done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, timeout=20, cwd=tmp_path, check=True)
    thread.join(10)
    assert done.stdout == b"204\n"


# What the history holds, and how Postgres writes it.
VALUES = (
    ("it's", "it's"),
    ('say "hi" $HOME `id` \\ !', 'say "hi" $HOME `id` \\ !'),
    ("ünï ✓", "ünï ✓"),
    ("two\nlines", "two\nlines"),
    (None, "null"),
    (True, "true"),
    (12, "12"),
    (1.5, "1.5"),
    (["a'b", "c"], "{a'b,c}"),
    ({"k": "v'"}, '{"k": "v\'"}'),
)


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_psql_reads_a_parameter_back(postgres: PostgresServer, value: Any, text: str) -> None:
    """The line's literal is the value, whatever quotes and dollars are in it."""
    sql = "SELECT encode(convert_to(coalesce((%s)::text, 'null'), 'UTF8'), 'base64') AS told, '100%%' AS rate"
    line = shell.psql(sql, [value]).replace("psql -X -x", "psql -X -At")
    told = subprocess.run(["/bin/bash", "-c", line], capture_output=True, timeout=20, env=at(postgres), check=True)
    encoded, rate = told.stdout.decode().replace("\n", "").split("|")
    assert base64.b64decode(encoded).decode() == text
    assert rate == "100%"


def at(postgres: PostgresServer) -> dict[str, str]:
    path = f"{binaries.find()}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "DATABASE_URL": postgres.admin_dsn}
