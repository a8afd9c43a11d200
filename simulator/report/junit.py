"""junit.xml: one suite a section, one case a clause, for whatever CI reads such files. It decides nothing else.

A clause that is invalid is a failure, one that is unknown an error; what deviates below MUST is a failure only where
the run was strict. Not observable and not judged yet are skipped, and so is what the baseline knows; what it knows and
holds again is a failure. A target that could not be judged at all is one error.

Times add up: checks overlap, so each instant is shared among the checks that ran in it. The root's time is the run's.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from simulator.report.overview import overview
from simulator.report.reproducer import reproduce
from simulator.report.spent import shares_ms
from simulator.report.words import findings, plain, target_named

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.judge.events import Event
    from simulator.report.recorded import Recorded

COUNTED = (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
SCRIPT_CHARS_MAX = 8000


def build(run: Recorded) -> ET.Element:
    """Give the document's root, `testsuites`."""
    root = ET.Element("testsuites", name="opsmantik verify")
    _properties(root, run)
    if not run.finished:
        _unjudged(root, run)
    times = shares_ms(run.spans)
    suites: dict[str, ET.Element] = {}
    for clause in run.clauses:
        name = f"{clause['sector']} {clause['section']}"
        if name not in suites:
            suites[name] = ET.SubElement(root, "testsuite", name=name)
        _case(suites[name], run, clause, sum(times.get(check["check"], 0) for check in clause["checks"]))
    for suite in root.findall("testsuite"):
        _count(suite)
        suite.set("time", f"{sum(float(case.get('time', 0)) for case in suite):.3f}")
    _count(root)
    root.set("time", f"{run.finished.get('duration_ms', 0) / 1000:.3f}")
    return root


def write(run: Recorded, path: Path) -> None:
    """Write junit.xml."""
    root = build(run)
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _properties(root: ET.Element, run: Recorded) -> None:
    head, started = overview(run), run.started
    told = {name: started[name] for name in ("seed", "version", "spec_sha256", "started_at")}
    told |= {"target": target_named(started["target"]), "verdict": head.word, "reason": head.sentence}
    told |= {"exit_code": run.refused.get("exit_code", run.finished.get("exit_code", ""))}
    told |= {"judged": head.coverage.sentence, "not_judged": head.coverage.advice or "none"}
    shared = [("look_first", cause.sentence) for cause in head.causes]
    properties = ET.SubElement(root, "properties")
    for name, value in (*told.items(), *shared):
        if value is not None:
            ET.SubElement(properties, "property", name=name, value=plain(str(value)))


def _unjudged(root: ET.Element, run: Recorded) -> None:
    """Say that nothing was judged, and why: one error, which no reader of such files can overlook."""
    head = overview(run)
    suite = ET.SubElement(root, "testsuite", name="target")
    case = ET.SubElement(suite, "testcase", classname="target", name="the target can be judged", time="0.000")
    sentence = plain(head.sentence)
    ET.SubElement(case, "error", type=head.word.lower(), message=sentence).text = sentence


def _case(suite: ET.Element, run: Recorded, clause: Event, spent_ms: float) -> None:
    name = plain(f"{clause['id']} {clause['sentence']}")
    case = ET.SubElement(suite, "testcase", classname=suite.get("name", ""), name=name, time=f"{spent_ms / 1000:.3f}")
    told = [plain(line) for line in findings(clause)]
    verdict = clause["verdict"]
    gone = next((one for one in run.baseline.get("gone", ()) if one["clause"] == clause["id"]), None)
    if known := clause["known"]:
        said = f"known: {known['reason']} (since {known['since']})"
        ET.SubElement(case, "skipped", message=plain(said)).text = "\n".join(told)
    elif gone:
        said = f"known as broken since {gone['since']} ({gone['reason']}), and it holds: take it out of the baseline"
        ET.SubElement(case, "failure", type="gone", message=plain(said)).text = plain(said)
    elif verdict == "invalid" or (verdict == "deviates" and run.started["strict"]):
        lines = [*told, *_reproducers(run, clause)]
        ET.SubElement(case, "failure", type=verdict, message=told[0] if told else verdict).text = "\n".join(lines)
    elif verdict == "unknown":
        ET.SubElement(case, "error", type=verdict, message=told[0] if told else verdict).text = "\n".join(told)
    elif verdict in ("not observable", "not judged yet"):
        ET.SubElement(case, "skipped", message="\n".join(told) or verdict)
    elif told:
        ET.SubElement(case, "system-out").text = "\n".join([*told, *_reproducers(run, clause)])


def _reproducers(run: Recorded, clause: Event) -> list[str]:
    """Give the lines that show what was found, check by check; one that is too long for a CI's page is named."""
    lines: list[str] = []
    for check in clause["checks"]:
        script = reproduce(run, clause, check).script if check["verdict"] == "invalid" else ""
        if script:
            told = script.splitlines() if len(script) <= SCRIPT_CHARS_MAX else ["too long for here: see report.html"]
            lines += ["", f"# see it yourself: {check['check']}", *map(plain, told)]
    return lines


def _count(suite: ET.Element) -> None:
    for name, tag in COUNTED:
        suite.set(name, str(len(suite.findall(f".//{tag}"))))
