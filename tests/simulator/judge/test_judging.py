"""A whole run by URL against a tiny fake: verdicts, clauses, exit, events and reports."""

from __future__ import annotations

import asyncio
import itertools
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from simulator.judge import events
from simulator.judge.check import Check
from simulator.judge.expect import equal
from simulator.judge.gateway_process import GatewayCommand
from simulator.judge.history import History
from simulator.judge.judging import Judgement, Terms, judge
from simulator.judge.opening import Opening
from simulator.judge.record import TargetRecord
from simulator.judge.selection import SelectionRefused, select
from simulator.judge.spec import parse
from simulator.report import junit, recorded, results_json
from tests.simulator.judge.fake_gateway import FakeGateway, Give, Got

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.judge.target import Target

NAMES = ("GWY-101 · MUST · http", "GWY-102 · MUST · rows", "GWY-103 · SHOULD · http", "TRK-101 · MUST · browser")
SPEC = parse(
    "".join(
        f"## {sector} · Some\n### Part\n"
        + "".join(
            f"- **{name[:7]}**{name[7:]}\n  It <holds>.\n  source: facts 1\n  breaks: it does not\n"
            for name in NAMES
            if name.startswith(sector)
        )
        for sector in ("GWY", "TRK")
    ).encode()
)
SITE = "11111111-1111-4111-8111-111111111111"


async def refused_without_origin(target: Target) -> None:
    answer = await target.post(target.beacon(), origin=None)
    equal(403, answer.status, "status")


async def stored(target: Target) -> None:
    equal([], await target.sessions(target.new_sid()), "sessions")


def checks(**bodies: Any) -> dict[str, Check]:
    made = {}
    for clause, body in bodies.items():
        needs = frozenset({"rows"}) if body is stored else frozenset()
        name = f"some.{body.__name__}"
        made[name] = Check(name, clause.replace("_", "-"), "It holds.", body, needs, exclusive=False, timeout_s=2)
    return made


def right(got: Got) -> Give:
    if got.header("Origin") in ("https://a.example", "https://b.example"):
        return Give(200, {"ok": True, "score": 0}, {"X-OpsMantik-Version": "9"})
    return Give(403, {"ok": False}, {"X-OpsMantik-Version": "9"})


def wrong(_got: Got) -> Give:
    return Give(200, {"ok": True, "note": "<script>\x1b[31m"}, {"X-OpsMantik-Version": "9"})


def dropping(got: Got) -> Give:
    return right(got) if got.header("Origin") else Give(close=True)


def judged(directory: Path, answer: Any, registry: dict[str, Check], **asked: Any) -> tuple[Judgement, list[dict]]:
    directory.mkdir(exist_ok=True)
    stream = events.Stream(directory, lambda: 7)
    stream.tell("run_started", **head(strict=asked.get("strict", False)))
    tracker = asked.pop("tracker", None)
    terms = Terms(select(SPEC, registry, asked.pop("sectors", ())), {"TRK-101": "browser_tests"}, 1, lambda: 7, **asked)

    async def once() -> Judgement:
        async with FakeGateway(answer).running() as gateway:
            record = TargetRecord(gateway=gateway.url, origin="https://a.example", site=SITE, trusts_forwarded_for=True)
            return await judge(replace(opening(record, directory, stream), tracker=tracker), terms)

    judgement = asyncio.run(once())
    stream.close()
    return judgement, list(events.read(directory))


def opening(record: TargetRecord, directory: Path, stream: events.Stream) -> Opening:
    return Opening(
        record=record,
        bundled=GatewayCommand(("unused",), {}),
        dsn=None,
        databases=None,
        directory=directory,
        history=History(directory / "history.jsonl", lambda: 7),
        first_address=0,
        new_public_id=lambda: SITE,
        now_ms=itertools.count(1_795_000_000_000).__next__,
        tell=stream.tell,
    )


def head(*, strict: bool) -> dict[str, Any]:
    texts = {"seed": 1, "version": "9", "spec_sha256": SPEC.sha256, "started_at": "2026-11-23", "directory": "runs/x"}
    return {**texts, "strict": strict, "target": {"gateway": "u"}, "postgres": "none", "sectors": SPEC.sectors}


def verdicts(judgement: Judgement) -> dict[str, str]:
    return {result.clause.id: result.verdict for result in judgement.results}


ALL = checks(GWY_101=refused_without_origin, GWY_102=stored)


def test_a_right_one_is_valid_and_what_cannot_be_seen_is_said(tmp_path: Path) -> None:
    judgement, _ = judged(tmp_path, right, ALL)
    assert judgement.exit_code == 0
    assert verdicts(judgement) == {
        "GWY-101": "valid",
        "GWY-102": "not observable",
        "GWY-103": "not judged yet",
        "TRK-101": "not judged yet",
    }


def test_a_wrong_one_is_invalid_with_what_was_seen(tmp_path: Path) -> None:
    judgement, _ = judged(tmp_path, wrong, ALL)
    assert judgement.exit_code == 1
    (outcome,) = judgement.results[0].outcomes
    assert (outcome.verdict, outcome.what, outcome.expected, outcome.seen) == ("invalid", "status", "403", "200")


def test_one_that_hangs_up_is_unknown(tmp_path: Path) -> None:
    judgement, _ = judged(tmp_path, dropping, ALL)
    assert judgement.exit_code == 3
    assert verdicts(judgement)["GWY-101"] == "unknown"


def test_a_should_clause_deviates_and_counts_when_strict(tmp_path: Path) -> None:
    registry = checks(GWY_103=refused_without_origin)
    judgement, _ = judged(tmp_path, wrong, registry)
    assert (verdicts(judgement)["GWY-103"], judgement.exit_code) == ("deviates", 0)
    assert judged(tmp_path, wrong, registry, strict=True)[0].exit_code == 1


def test_nothing_judged_is_three(tmp_path: Path) -> None:
    assert judged(tmp_path, right, {})[0].exit_code == 3
    assert judged(tmp_path, right, ALL, sectors=["TRK"])[0].exit_code == 3


@pytest.mark.parametrize(("sectors", "globs"), [(["XYZ"], []), ([], ["GWY-9*"]), (["TRK"], ["GWY-*"])])
def test_what_the_spec_does_not_have_cannot_be_asked_for(sectors: list[str], globs: list[str]) -> None:
    with pytest.raises(SelectionRefused, match="expected"):
        select(SPEC, ALL, sectors, globs)


def test_results_have_the_published_shape(tmp_path: Path) -> None:
    _, told = judged(tmp_path, wrong, ALL)
    results_json.write(told, tmp_path / "results.json")
    results = json.loads((tmp_path / "results.json").read_text())
    assert {"seed", "version", "spec_sha256", "target", "clauses"} <= results.keys()
    assert (results["seed"], results["spec_sha256"], results["exit_code"]) == (1, SPEC.sha256, 1)
    first = results["clauses"][0]
    assert (first["id"], first["level"], first["verdict"]) == ("GWY-101", "MUST", "invalid")
    assert first["checks"][0]["check"] == "some.refused_without_origin"
    assert results["counts"] == {"invalid": 1, "not observable": 1, "not judged yet": 2}
    assert "OpsMantik 9" in results["target"]["found"]


def test_junit_parses_and_counts(tmp_path: Path) -> None:
    _, told = judged(tmp_path, wrong, ALL)
    assert told
    junit.write(recorded.read(tmp_path), tmp_path / "junit.xml")
    root = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - our own file
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "0",
        "skipped": "3",
    }
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "some.refused_without_origin: status: expected 403, saw 200"
    assert root.find(".//testcase").get("name") == "GWY-101 It <holds>."
