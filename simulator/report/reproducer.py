"""The lines that show a find with nothing of ours installed, and what they cannot show.

It decides what has to be there first (a site, a gateway started otherwise), in which order things happen and what is
put away. It reads the run's history; it runs nothing.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simulator.judge.history import NOT_KEPT
from simulator.report import shell
from simulator.report.steps import Step, folded
from simulator.report.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.judge.events import Event
    from simulator.report.recorded import Record, Recorded

TABLES = ("sites", "sessions", "events", "calls")
CONTROLS = "/__controls/clock"
# A pause in the run that is worth repeating; only clauses about time have them repeated.
PAUSE_MS_MIN = 1500
# So many lines can be pasted and read; who wants all of them has history.jsonl.
LINES_MAX = 40
TOLD_CHARS_MAX = 300


@dataclass(frozen=True)
class Reproducer:
    """`before` makes the world as it was, `lines` show the find, `after` cleans up; `missing` says what they lack."""

    before: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def script(self) -> str:
        """All of it, to be pasted at once."""
        return "\n".join((*self.before, *self.lines, *self.after))


def reproduce(run: Recorded, clause: Event, check: dict[str, Any]) -> Reproducer:
    """Give the reproducer of one check of a judged clause."""
    records = run.history.get(check["check"], ())
    steps = folded(records)
    rows = list(_sites(run, records))
    lines = list(_lines(run, clause, steps))
    if not any(step.kind in ("exchange", "read") for step in steps) and "catalogue" in clause["observations"]:
        lines += _catalogue(clause, check)
    return Reproducer(
        before=(*_gateway(run, records), *(shell.psql(shell.insert("sites", row)) for row in rows)),
        lines=(*lines[:LINES_MAX], *(_told(check) if lines else ())),
        after=tuple(_removal(row["id"]) for row in rows if lines),
        missing=tuple(_missing(run, clause, steps, lines)),
    )


def line(run: Recorded, step: Step) -> str:
    """Give the line of one step; several in a row become a loop."""
    record = step.record
    match step.kind:
        case "exchange":
            sent = shell.curl(record, _url(run, record["request"]["url"]), quiet=step.times > 1)
            return f"for i in $(seq {step.times}); do {sent}; done" if step.times > 1 else sent
        case "read":
            return shell.psql(record["sql"], record["params"])
        case "clock":
            state = str(record["state"]).replace("'", '"')
            return f"curl -sS -X POST {_url(run, CONTROLS)} --data-binary '{state}'"
        case "variant":
            return "\n".join(_started(record))
    return ""


def _lines(run: Recorded, clause: Event, steps: Sequence[Step]) -> Iterator[str]:
    waits = "clock" in clause["observations"] and not any(step.kind == "clock" for step in steps)
    last_ms: int | None = None
    for step in steps:
        now_ms = step.record["at_ms"]
        if waits and last_ms is not None and now_ms - last_ms > PAUSE_MS_MIN:
            yield f"sleep {round((now_ms - last_ms) / 1000)}"
        last_ms = now_ms
        yield line(run, step)


def _url(run: Recorded, url: str) -> str:
    """Give a URL as shell text: a gateway that ended with the run is wherever the reader has one."""
    parts = urlsplit(url)
    if run.gateway is None and parts.netloc:
        return shell.quote(url)
    tail = parts._replace(scheme="", netloc="").geturl()
    return f'"$GATEWAY"{shell.quote(tail) if tail else ""}'


def _gateway(run: Recorded, records: Sequence[Record]) -> Iterator[str]:
    ca = run.started["target"].get("ca")
    if ca and any(record["kind"] == "exchange" for record in records):
        yield f"export CURL_CA_BUNDLE={shlex.quote(ca)}"
    if run.gateway and any(record["kind"] == "exchange" for record in records):
        yield f"GATEWAY=${{GATEWAY:-{run.gateway}}}"


def _started(record: Record) -> Iterator[str]:
    env = record["env"]
    if env is not None:
        given = " ".join(f"{name}={shlex.quote(value)}" for name, value in env.items())
        told = _one_line(given) or "no configuration at all"
        yield f"# now start the gateway with {told}, and let GATEWAY be its URL"
    if record["ddl"]:
        yield "# and on a scratch copy of the database (let DATABASE_URL be it), changed by"
        yield from (shell.psql(" ".join(statement.split())) for statement in record["ddl"])


def _sites(run: Recorded, records: Sequence[Record]) -> Iterator[dict[str, str]]:
    """Name the sites of the run that the check's requests or readings name."""
    told = {text for record in records for text in _named(record)}
    rows = [*run.sites.values(), *(record["site"] for record in records if record["kind"] == "variant")]
    seen: set[str] = set()
    for row in rows:
        if row and row["id"] not in seen and any(row["public_id"] in text or row["id"] in text for text in told):
            seen.add(row["id"])
            yield dict(row)


def _named(record: Record) -> list[str]:
    if record["kind"] == "exchange":
        return [record["request"]["body"]]
    return [str(value) for value in record.get("params", ())]


def _removal(site_id: str) -> str:
    site = shell.literal(site_id)
    sessions = f"SELECT id, created_month FROM sessions WHERE site_id = {site}"  # noqa: S608 - a literal, quoted
    statements = (
        f"DELETE FROM calls WHERE site_id = {site}",  # noqa: S608
        f"DELETE FROM events WHERE (session_id, session_month) IN ({sessions})",  # noqa: S608
        f"DELETE FROM sessions WHERE site_id = {site}",  # noqa: S608
        f"DELETE FROM sites WHERE id = {site}",  # noqa: S608
    )
    return shell.psql("; ".join(statements))


def _catalogue(clause: Event, check: dict[str, Any]) -> Iterator[str]:
    text = f"{check['what']} {clause['sentence']}"
    if "publication" in text:
        yield shell.psql_command(r"\dRp+")
        return
    named = [table for table in TABLES if re.search(rf"\b{table}\b|_{table}_", text)]
    yield from (shell.psql_command(rf"\d+ {table}") for table in named or TABLES[1:])


def _missing(run: Recorded, clause: Event, steps: Sequence[Step], lines: Sequence[str]) -> Iterator[str]:
    kinds = {step.kind for step in steps}
    if run.gateway and "exchange" in kinds:
        yield "GATEWAY is where a gateway of this kind listens now: the run's own has ended."
    if lines:
        yield "DATABASE_URL is the database behind it."
    if "exchange" not in kinds and "catalogue" not in clause["observations"]:
        yield (
            "The history holds no request of this check: it did not come so far, or it speaks over sockets of its own"
            f" (several at once, a body that never ends). `opsmantik verify --clause {clause['id']}"
            f" --seed {run.started['seed']}` repeats it."
        )
    if "clock" in kinds:
        yield "The clock is moved through controls of the gateway (`opsmantik serve --controls`); elsewhere, wait."
    if "log" in clause["observations"]:
        yield "What was judged is the gateway's log: look at its stderr while you send this."
    if any(NOT_KEPT in dict(step.record["request"]["headers"]).values() for step in steps if step.kind == "exchange"):
        yield f"A header that authorizes was not written down: put yours where it says {NOT_KEPT}."
    if any(step.times > 1 for step in steps):
        yield "Of requests that differed only in their ids the first is repeated."
    if any("history.jsonl" in one for one in lines):
        yield "A body too long for a line is taken out of the run's history.jsonl by jq: run it in that directory."
    if len(lines) > LINES_MAX:
        yield f"These are the first {LINES_MAX} lines of {len(lines)}; history.jsonl holds the rest."


def _told(check: dict[str, Any]) -> Iterator[str]:
    """Say under the lines what to look for in what they print."""
    if check["verdict"] == "invalid":
        yield plain(f"# {check['what']}:")
        yield from (f"#   {word} {plain(check[word])[:TOLD_CHARS_MAX]}" for word in ("expected", "seen"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
