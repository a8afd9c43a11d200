"""`opsmantik verify` from options to exit: run directory, Postgres, target, verdicts, reports.

It decides where the database of a run comes from and that reports are written however a run ends. Time, chance and
the environment come in as a `World`; only the command line makes a real one.
"""

from __future__ import annotations

import asyncio
import tomllib
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from schema import databases
from schema.connection import PostgresUnavailable, place
from schema.migrate import MigrationRefused
from schema.postgres import PostgresServer, provide
from simulator import write_baseline
from simulator.awaited import awaited
from simulator.judge import events, trackers
from simulator.judge.baseline import read as read_baseline
from simulator.judge.baseline import written
from simulator.judge.check import REGISTRY
from simulator.judge.gateway_process import GatewayCommand
from simulator.judge.history import History
from simulator.judge.judging import Judgement, Terms, judge
from simulator.judge.memory import last_failed
from simulator.judge.opening import Opening
from simulator.judge.record import Bundled
from simulator.judge.selection import Asked, Selection, choose, read_unjudged
from simulator.judge.spec import Spec
from simulator.judge.spec import read as read_spec
from simulator.judge.variant import Databases
from simulator.judge.wire import without_secret
from simulator.refusal import refusal
from simulator.report import artefacts
from simulator.report.terminal import Terminal
from simulator.seeds import claimed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rich.console import Console

    from simulator.judge.baseline import Known
    from simulator.judge.record import TargetRecord

ROOT = Path(__file__).resolve().parent.parent
FRONT_DOOR = ROOT / "opsmantik.py"
TRACKER = ROOT / "tracker" / "ux-core.js"
SPEC = ROOT / "SPEC.md"
UNJUDGED = ROOT / "tests" / "house" / "unjudged.txt"
RUNS = ROOT / "runs"
INTERRUPTED = 130


class VerifyRefused(Exception):
    """The run cannot be made as asked; one sentence."""

    exit_code = 2


@dataclass(frozen=True)
class World:
    """What an entry point gives: the clock, chance, the environment, and which build is the bundled one.

    `new_seed` is asked where no seed was named.
    """

    now_ms: Callable[[], int]
    new_public_id: Callable[[], str]
    first_address: int
    environment: Mapping[str, str]
    new_seed: Callable[[], int]
    bundled: Bundled = field(default_factory=Bundled)


@dataclass(frozen=True)
class VerifyOptions:
    """What to judge and how strictly.

    `required`: capabilities without which the run has not answered; `require_judged`: so many percent of MUST.
    `seed`: None draws one. `last_failed`, `smoke`: only those. `order` shuffles the checks. `slow`: wait for a shared
    client's windows. `baseline`: a file of known deviations; `write_baseline`: one to be written. `wait_s`: how long
    the target may take until it answers.
    """

    seed: int | None = None
    sectors: Sequence[str] = ()
    clauses: Sequence[str] = ()
    excluded: Sequence[str] = ()
    last_failed: bool = False
    smoke: bool = False
    order: int | None = None
    slow: bool = False
    baseline: Path | None = None
    write_baseline: Path | None = None
    wait_s: float = 0.0
    strict: bool = False
    required: Sequence[str] = ()
    require_judged: int | None = None
    keep: bool = False
    runs: Path = RUNS


@dataclass(frozen=True)
class Prepared:
    """A database for a run: the gateway's DSN, a server where databases can be made, and a line for people."""

    dsn: str | None
    databases: Databases | None
    described: str

    @property
    def shared_dsn(self) -> str | None:
        """The database, if other runs may be in it as well: one that was made for this run is its own."""
        return None if self.databases else self.dsn


NOT_REACHED = Prepared(None, None, "not reached")


def version() -> str:
    """Give the product's version, as the checkout states it."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


@dataclass(frozen=True)
class Job:
    """One run: what is judged, by what, where it is written."""

    record: TargetRecord
    options: VerifyOptions
    world: World
    spec: Spec
    selection: Selection
    baseline: Mapping[str, Known] | None
    directory: Path
    tracker: bytes | None


def selected(options: VerifyOptions) -> tuple[Spec, Selection, str]:
    """Read the spec and choose what the options name; gives also what there is to say about that choice."""
    spec, failed, remark = read_spec(SPEC), None, ""
    if options.last_failed:
        found, remark = last_failed(options.runs)
        failed = found or None
    asked = Asked(options.sectors, options.clauses, options.excluded, failed, smoke=options.smoke)
    return spec, choose(spec, REGISTRY, asked), remark


def verify(record: TargetRecord, options: VerifyOptions, world: World, console: Console) -> int:
    """Judge a target and give the exit code. Errors that keep it from being judged are raised (`exit_code`)."""
    job = prepared_job(record, options, world, console)
    judgement = run(job, console)
    if judgement.interrupted:
        return INTERRUPTED
    if options.write_baseline:
        today = datetime.fromtimestamp(world.now_ms() / 1000, UTC).date()
        text = written(judgement.results, job.baseline or {}, today, strict=options.strict)
        console.print(write_baseline.write(options.write_baseline, text), soft_wrap=True)
    return judgement.exit_code


def prepared_job(record: TargetRecord, options: VerifyOptions, world: World, console: Console) -> Job:
    """Read all that a run needs to know before it begins, and make its directory."""
    spec, selection, remark = selected(options)
    baseline = read_baseline(options.baseline, spec) if options.baseline else None
    if options.write_baseline:
        write_baseline.must_be_new(options.write_baseline, options.baseline)
    tracker = tracker_of(record, world.bundled)
    if remark:
        console.print(remark, soft_wrap=True)
    directory = events.new_directory(options.runs, world.now_ms())
    return Job(record, options, world, spec, selection, baseline, directory, tracker)


def run(job: Job, console: Console) -> Judgement:
    """Judge one target in its own run directory, and write every report, also of what could not be judged."""
    with ExitStack() as stack:
        stack.callback(_reports, job.directory, console)
        stream = events.Stream(job.directory, job.world.now_ms)
        stack.callback(stream.close)
        terminal = Terminal(console)
        stack.callback(terminal.close)
        stream.listen(terminal)
        told: set[str] = set()
        stream.listen(lambda event: told.add(event["event"]))
        try:
            return _begun(job, stream, stack)
        except Exception as error:
            _tell_refusal(job, stream, error, started="run_started" in told)
            raise
        except KeyboardInterrupt:
            if "run_started" not in told:
                stream.tell("run_started", **_head(job, NOT_REACHED))
            raise


def refused(job: Job, error: Exception, console: Console) -> None:
    """Write the reports of a run that could not begin."""
    with ExitStack() as stack:
        stack.callback(_reports, job.directory, console)
        stream = events.Stream(job.directory, job.world.now_ms)
        stack.callback(stream.close)
        stream.listen(Terminal(console))
        _tell_refusal(job, stream, error, started=False)


def _tell_refusal(job: Job, stream: events.Stream, error: Exception, *, started: bool) -> None:
    if not started:
        stream.tell("run_started", **_head(job, NOT_REACHED))
    stream.tell("run_refused", **refusal(error))


def _begun(job: Job, stream: events.Stream, stack: ExitStack) -> Judgement:
    if job.options.wait_s:
        asyncio.run(awaited(job.record, job.options.wait_s))
    prepared = stack.enter_context(database_of(job.record))
    seed = stack.enter_context(claimed(prepared.shared_dsn, "verify", job.options.seed, job.world.new_seed))
    job = replace(job, options=replace(job.options, seed=seed))
    stream.tell("run_started", **_head(job, prepared))
    return _judged(job, prepared, stream, seed)


def _judged(job: Job, prepared: Prepared, stream: events.Stream, seed: int) -> Judgement:
    options, now_ms = job.options, job.world.now_ms
    terms = Terms(
        job.selection,
        read_unjudged(UNJUDGED),
        seed,
        now_ms,
        strict=options.strict,
        required=options.required,
        require_judged=options.require_judged,
        order=options.order,
        baseline=job.baseline,
    )
    with closing(History(job.directory / "history.jsonl", now_ms)) as history:
        opening = replace(
            opening_of(job.record, job.world, prepared, stream=stream, history=history, directory=job.directory),
            keep=options.keep,
            slow=options.slow,
            runs=options.runs,
            tracker=job.tracker,
        )
        try:
            return asyncio.run(_watched(opening, terms))
        except asyncio.CancelledError as stopped:  # a SIGTERM before the first check
            raise KeyboardInterrupt from stopped


def opening_of(
    record: TargetRecord,
    world: World,
    prepared: Prepared,
    *,
    stream: events.Stream,
    history: History,
    directory: Path,
) -> Opening:
    """Give what opening a target takes, of what a run was given and has made."""
    return Opening(
        record=record,
        bundled=GatewayCommand.bundled(FRONT_DOOR, world.environment, world.bundled.arguments),
        dsn=prepared.dsn,
        databases=prepared.databases,
        directory=directory,
        history=history,
        first_address=world.first_address,
        new_public_id=world.new_public_id,
        now_ms=world.now_ms,
        tell=stream.tell,
    )


def tracker_of(record: TargetRecord, bundled: Bundled) -> bytes | None:
    """Give the script that is judged: the record's, else ours where the gateway is ours; None: none was named."""
    if record.tracker:
        return trackers.read(record.tracker, record.ca)
    if record.gateway or record.start:
        return None
    return bundled.tracker or TRACKER.read_bytes()


async def _watched(opening: Opening, terms: Terms) -> Judgement:
    """Judge; what nobody awaits goes to the events."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: opening.tell("stray_error", what=_stray(context)))
    return await judge(opening, terms)


def _stray(context: dict[str, object]) -> str:
    error = context.get("exception")
    return f"{context['message']}: {type(error).__name__}: {error}" if error else str(context["message"])


@contextmanager
def database_of(record: TargetRecord) -> Iterator[Prepared]:
    """Give the run's database: theirs by DSN, or one cloned from a template on a server of our choice."""
    try:
        with ExitStack() as stack:
            if record.gateway is None:
                prepared = _own(stack.enter_context(_provided(record.database or "embedded")), stack)
            elif record.database is None:
                prepared = Prepared(None, None, "not observable without --database")
            else:
                server = stack.enter_context(provide(record.database))
                prepared = Prepared(record.database, None, server.described)
            yield prepared
    except (PostgresUnavailable, MigrationRefused) as error:
        raise VerifyRefused(str(error)) from error


def _provided(source: str) -> AbstractContextManager[PostgresServer]:
    """Give a server; `docker:IMAGE` names an image."""
    kind, _, image = source.partition(":")
    return provide("docker", image=image) if kind == "docker" and image else provide(source)


def _own(server: PostgresServer, stack: ExitStack) -> Prepared:
    leased = stack.enter_context(databases.lease(server.admin_dsn))
    template = databases.make_template(server.admin_dsn, leased=leased)
    stack.callback(databases.drop, server.admin_dsn, template)
    dsn = databases.clone(server.admin_dsn, template)
    stack.callback(databases.drop, server.admin_dsn, dsn)
    return Prepared(dsn, Databases(server.admin_dsn, template), server.described)


def _head(job: Job, prepared: Prepared) -> dict[str, object]:
    started = datetime.fromtimestamp(job.world.now_ms() / 1000, UTC)
    return {
        "seed": job.options.seed,
        "version": version(),
        "spec_sha256": job.spec.sha256,
        "started_at": started.isoformat(timespec="milliseconds"),
        "directory": str(job.directory),
        "strict": job.options.strict,
        "target": described(job.record, job.world.bundled),
        "postgres": prepared.described,
        "asked": _asked(job),
        "sectors": job.spec.sectors,
        "checks": len(job.selection.checks),
        "clauses": len(job.selection.clauses),
    }


def _asked(job: Job) -> dict[str, object]:
    options = job.options
    return {
        "sectors": options.sectors,
        "clauses": options.clauses,
        "excluded": options.excluded,
        "last_failed": options.last_failed,
        "smoke": options.smoke,
        "bundled": job.world.bundled.arguments,
    }


def described(record: TargetRecord, bundled: Bundled) -> dict[str, object]:
    """Give the record for reports: what it says of the target, without passwords."""
    told = {name: value for name, value in asdict(record).items() if value is not None}
    if record.database and not record.makes_its_database:
        told["database"] = place(record.database)
    if record.tracker:
        told["tracker"] = without_secret(record.tracker)
    if record.start:
        told["start"] = f"{record.start.split()[0]} …"
    given = record.gateway and without_secret(record.gateway)
    return {**told, "gateway": given or ("started by `start`" if record.start else bundled.name)}


def _reports(directory: Path, console: Console) -> None:
    """Write every report, however the run ended; the last line of one that came to its end names the page."""
    page = artefacts.write_all(directory)
    ends = ("run_finished", "run_refused")
    if page and any(event["event"] in ends for event in events.read(directory)):
        console.print(f"report  {page}", soft_wrap=True)
