"""The history of a run: what was sent, what was answered, what was read. One JSON-lines format for everybody.

Each line is one object. `kind` is `exchange` or `read`; `number` counts from 1 in the order of writing; `check` names
who asked; `at_ms` is epoch milliseconds of the harness's clock.

exchange: `request` {method, url, headers [[name, value]…], body, encoding} as it was sent, and `answer` {status,
headers, body, encoding} or null when none came. `encoding` is `text` (the body is UTF-8 and stands there) or `base64`.

read: `sql`, `params` and `rows` (values that JSON has no word for are written as text).

variant: from here on the check also speaks to the gateway at `url`, started with the configuration `env` (null: the
run's own) on a database to which `ddl` was applied and in which `site` is the row of its site.

clock: `state` is what the gateway's clock was set to, `{"now_ms": n}` or `{"offset_ms": n}`.

It judges nothing, and keeps no secrets: no DSN ever comes here, and what authorizes is not written down.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from simulator.judge.wire import Answer, Sent, without_secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
NOT_KEPT = "(not kept)"
Seen = Callable[[Sent, Answer | None], None]


class History:
    """Appends to `history.jsonl`; without a path it counts and forgets."""

    def __init__(self, path: Path | None, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._number = 0
        self._file: TextIO | None = path.open("a", encoding="utf-8", buffering=1) if path else None

    def exchange_of(self, check: str) -> Seen:
        """Give the listener that writes this check's exchanges."""

        def write(sent: Sent, answer: Answer | None) -> None:
            self._write("exchange", check, {"request": _request(sent), "answer": answer and _answer(answer)})

        return write

    def read(self, check: str, sql: str, params: Sequence[Any], rows: list[dict[str, Any]]) -> None:
        """Write one reading of rows."""
        self._write("read", check, {"sql": " ".join(sql.split()), "params": list(params), "rows": rows})

    def variant(
        self, check: str, url: str, env: Mapping[str, str] | None, ddl: Sequence[str], site: Mapping[str, str]
    ) -> None:
        """Write that a check has a gateway started otherwise."""
        started = {"env": None if env is None else dict(env), "ddl": list(ddl), "site": dict(site)}
        self._write("variant", check, {"url": without_secret(url), **started})

    def clock_of(self, check: str) -> Callable[[dict[str, int]], None]:
        """Give the listener that writes what this check sets the gateway's clock to."""
        return lambda state: self._write("clock", check, {"state": state})

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None

    def _write(self, kind: str, check: str, rest: dict[str, Any]) -> None:
        self._number += 1
        if self._file:
            head = {"kind": kind, "number": self._number, "check": check, "at_ms": self._now_ms()}
            self._file.write(json.dumps({**head, **rest}, default=str) + "\n")


def body_record(body: bytes) -> dict[str, str]:
    """Give a body as `body` and `encoding`: text where it is UTF-8, else base64."""
    try:
        return {"body": body.decode("utf-8"), "encoding": "text"}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "encoding": "base64"}


def _request(sent: Sent) -> dict[str, Any]:
    url = without_secret(sent.url)
    return {"method": sent.method, "url": url, "headers": _kept(sent.headers), **body_record(sent.body)}


def _answer(answer: Answer) -> dict[str, Any]:
    return {"status": answer.status, "headers": _kept(answer.headers), **body_record(answer.body)}


def _kept(headers: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[name, NOT_KEPT if name.lower() in SECRET_HEADERS else value] for name, value in headers]
