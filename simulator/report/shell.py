"""A request as a `curl` line, a reading as a `psql` line: text that a POSIX shell turns back into what was sent.

It decides quoting, and nothing else. A line holds only what prints: bytes that do not travel as base64. It must not
know which target this was, nor any secret: the database is always `$DATABASE_URL`.
"""

from __future__ import annotations

import base64
import json
import re
import shlex
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.report.recorded import Record

# Past this a body is fetched from the run's history: a line must stay one that can be pasted.
BODY_CHARS_MAX = 4000
# What curl would add of its own accord, and how it is told not to.
OWN_OF_CURL = ("User-Agent", "Accept", "Content-Type")
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")
_PLAIN_IN_DOUBLE = re.compile(r"[^\"$`\\!]*")


def curl(record: Record, url: str, *, quiet: bool = False) -> str:
    """Give the line that sends an exchange's request to `url`, which is shell text.

    It prints the whole answer; `quiet` prints only its status.
    """
    request = record["request"]
    shown = "-sS -o /dev/null -w '%{http_code}\\n'" if quiet else "-sS -i"
    method = "--head" if request["method"] == "HEAD" else f"-X {quote(request['method'])}"
    words = ["curl", shown, *_exactly(request["url"]), method, url, *_headers(request)]
    if not request["body"]:
        return " ".join([*words, "--data-binary ''"] if _announces_nothing(request) else words)
    before, data = _body(record)
    return before + " ".join([*words, "--data-binary", data])


def psql(sql: str, params: Sequence[Any] = ()) -> str:
    """Give the line that reads the same rows, with the parameters as literals."""
    return f'psql -X -x "$DATABASE_URL" -c {quote_text(filled(sql, params))}'


def psql_command(command: str) -> str:
    r"""Give the line for one of psql's own commands, such as `\d+ calls`."""
    return f'psql -X "$DATABASE_URL" -c {quote(command)}'


def filled(sql: str, params: Sequence[Any]) -> str:
    """Put literals in the places of the parameters."""
    if not params:
        return sql
    given = iter(params)
    return re.sub(r"%([%s])", lambda mark: "%" if mark[1] == "%" else literal(next(given)), sql)


def literal(value: Any) -> str:
    """Write a value as an SQL literal; what JSON has no word for is text already."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list():
            return f"ARRAY[{', '.join(map(literal, value))}]" if value else "'{}'"
        case dict():
            return literal(json.dumps(value, ensure_ascii=False))
    return "'" + str(value).replace("'", "''") + "'"


def insert(table: str, row: dict[str, str]) -> str:
    """Give the statement that puts a row there, unless it is there."""
    names = ", ".join(name if _IDENTIFIER.fullmatch(name) else f'"{name}"' for name in row)
    values = ", ".join(map(literal, row.values()))
    return f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT DO NOTHING"  # noqa: S608 - to be shown


def quote(text: str) -> str:
    r"""Quote for a shell; bytes that do not print (text is latin-1 then, as headers are) as bash's $'\xff'."""
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    escaped = "".join(char if " " <= char <= "~" and char not in "'\\" else _escape(char) for char in text)
    return f"$'{escaped}'"


def quote_text(text: str) -> str:
    """Quote UTF-8 text for a shell: in double quotes where nothing in it is special there, as SQL reads best so."""
    return f'"{text}"' if _PLAIN_IN_DOUBLE.fullmatch(text) else shlex.quote(text)


def prints(text: str) -> bool:
    """Whether every character of a text prints, line ends and tabs apart."""
    return text.isprintable() or all(char.isprintable() or char in "\n\t" for char in text)


def _escape(char: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in char.encode("latin-1" if ord(char) < 256 else "utf-8"))  # noqa: PLR2004


def _exactly(url: str) -> list[str]:
    """Tell curl to leave a URL alone that it would take for a pattern or a path to be tidied."""
    options = ["-g"] if set(url) & set("[]{}") else []
    return [*options, "--path-as-is"] if "/." in urlsplit(url).path else options


def _headers(request: Record) -> Iterable[str]:
    host = urlsplit(request["url"]).netloc
    named = {name.lower() for name, _ in request["headers"]}
    for name, value in request["headers"]:
        if name.lower() == "content-length" or (name.lower() == "host" and value == host):
            continue
        yield f"-H {quote(f'{name}: {value}' if value else f'{name};')}"
    for name in OWN_OF_CURL:
        if name.lower() not in named and (name != "Content-Type" or request["body"] or _announces_nothing(request)):
            yield f"-H '{name}:'"


def _announces_nothing(request: Record) -> bool:
    """A body of no bytes that is announced as such differs from none."""
    return any(name.lower() == "content-length" for name, _ in request["headers"])


def _body(record: Record) -> tuple[str, str]:
    """Give what comes before curl, and what stands after --data-binary."""
    body, is_text = record["request"]["body"], record["request"]["encoding"] == "text"
    if len(body) > BODY_CHARS_MAX:
        decode = "" if is_text else " | base64 -d"
        pick = f"jq -j 'select(.number == {record['number']}).request.body' history.jsonl"
        return f"{pick}{decode} | ", "@-"
    if is_text and prints(body) and not body.startswith("@"):
        return "", shlex.quote(body)
    encoded = base64.b64encode(body.encode()).decode() if is_text else body
    return f"printf %s '{encoded}' | base64 -d | ", "@-"
