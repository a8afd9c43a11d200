"""junit.xml: one suite a section, one case a clause, for whatever CI reads such files. It decides nothing else.

A clause that is invalid is a failure, one that is unknown an error; what deviates below MUST is a failure only where
the run was strict. Not observable and not judged yet are skipped.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from simulator.report.words import findings, plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from simulator.judge.events import Event


def build(events: Iterable[Event]) -> ET.Element:
    """Give the document's root, `testsuites`."""
    root = ET.Element("testsuites", name="opsmantik verify")
    suites: dict[str, ET.Element] = {}
    strict = False
    for event in events:
        if event["event"] == "run_started":
            strict = event["strict"]
            _properties(root, event)
        elif event["event"] == "clause_judged":
            name = f"{event['sector']} {event['section']}"
            suite = suites.get(name)
            if suite is None:
                suite = suites[name] = ET.SubElement(root, "testsuite", name=name)
            _case(suite, event, strict=strict)
    for suite in (*suites.values(), root):
        _count(suite)
    return root


def write(events: Iterable[Event], path: Path) -> None:
    """Write junit.xml."""
    ET.ElementTree(build(events)).write(path, encoding="utf-8", xml_declaration=True)


def _properties(root: ET.Element, event: Event) -> None:
    properties = ET.SubElement(root, "properties")
    for name in ("seed", "version", "spec_sha256", "started_at"):
        ET.SubElement(properties, "property", name=name, value=str(event[name]))


def _case(suite: ET.Element, event: Event, *, strict: bool) -> None:
    seconds = sum(check["duration_ms"] for check in event["checks"]) / 1000
    name = plain(f"{event['id']} {event['sentence']}")
    case = ET.SubElement(suite, "testcase", classname=suite.get("name", ""), name=name, time=f"{seconds:.3f}")
    told = "\n".join(plain(line) for line in findings(event))
    verdict = event["verdict"]
    if verdict == "invalid" or (verdict == "deviates" and strict):
        ET.SubElement(case, "failure", type=verdict, message=told.partition("\n")[0]).text = told
    elif verdict == "unknown":
        ET.SubElement(case, "error", type=verdict, message=told.partition("\n")[0]).text = told
    elif verdict in ("not observable", "not judged yet"):
        ET.SubElement(case, "skipped", message=told or verdict)
    elif told:
        ET.SubElement(case, "system-out").text = told


def _count(suite: ET.Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f".//{tag}"))))
