"""Where a tracker comes from: a file, a URL, or a sentence that says why not."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from simulator.judge.trackers import TrackerUnreadable, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Script(BaseHTTPRequestHandler):
    """Has one script, at `/ux-core.js`."""

    def do_GET(self) -> None:
        """Answer."""
        found = self.path == "/ux-core.js"
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(b"1;" if found else b"no")

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Script) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "t.js"
    path.write_bytes(b"\xef\xbb\xbf1;")
    assert read(str(path)) == b"\xef\xbb\xbf1;"


def test_a_url_is_asked() -> None:
    with served() as origin:
        assert read(f"{origin}/ux-core.js") == b"1;"


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "nonsense"])
def test_a_proxy_of_the_environment_is_for_elsewhere(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for this machine; elsewhere one that cannot be used is said in a sentence."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    with served() as origin:
        assert read(f"{origin}/ux-core.js") == b"1;"
    with pytest.raises(TrackerUnreadable, match="correct --tracker"):
        read("http://shop.example/ux-core.js")


@pytest.mark.parametrize("where", ["http://[", "http://", "http://h:99999/t.js", "https://\x00"])
def test_an_address_that_is_none_is_said_so(where: str) -> None:
    with pytest.raises(TrackerUnreadable, match="expected a tracker at"):
        read(where)


def test_what_is_not_there_is_said_in_a_sentence() -> None:
    """Expected, came, what to do; exit 2."""
    with served() as origin, pytest.raises(TrackerUnreadable, match=r"came: status 404; correct --tracker"):
        read(f"{origin}/other.js")
    with pytest.raises(TrackerUnreadable, match="No such file"):
        read("/nowhere/t.js")
    with pytest.raises(TrackerUnreadable, match="ConnectError"):
        read("http://127.0.0.1:9/ux-core.js")
    assert TrackerUnreadable.exit_code == 2
