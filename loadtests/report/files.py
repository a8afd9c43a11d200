"""load.json, load.csv and junit.xml of a run. It decides their shape.

`load.csv` has a line for each client and window. In `junit.xml` each threshold is a case, in a suite of its group.
"""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from simulator.report.words import plain

if TYPE_CHECKING:
    from pathlib import Path

    from loadtests.report.recorded import Recorded

COLUMNS = (
    "part", "client", "number", "opened_ms", "offered", "perhaps", "unknown", "expected_min", "expected_max",
    "admitted", "admitted_perhaps", "refused", "too_many", "too_few",
)  # fmt: skip


def write_json(run: Recorded, path: Path) -> None:
    """Write everything that a machine may want."""
    told = {
        "exit_code": run.exit_code,
        "word": run.word,
        "run": run.started,
        "found": run.found.get("line"),
        "planned": run.planned,
        "parts": run.parts,
        "thresholds": run.thresholds,
        "repeat": run.repeat,
    }
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8", "backslashreplace")


def write_csv(run: Recorded, path: Path) -> None:
    """Write every client's windows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        lines.writeheader()
        for window in run.windows():
            low, high = window["expected"]
            lines.writerow({**window, "expected_min": low, "expected_max": high})


def write_junit(run: Recorded, path: Path) -> None:
    """Write thresholds as cases; one of the generator, or excused, that was not kept is an error: nobody can tell."""
    root = ET.Element("testsuites", name=f"opsmantik {run.started.get('verb', 'load')}")
    suites: dict[str, ET.Element] = {}
    for one in run.thresholds:
        if one["group"] not in suites:
            suites[one["group"]] = ET.SubElement(root, "testsuite", name=one["group"])
        case = ET.SubElement(suites[one["group"]], "testcase", classname=one["group"], name=plain(one["name"]))
        if not one["kept"]:
            tag = "error" if one["group"] == "generator" or one.get("excused") else "failure"
            excused = f"; not held against the target: {one['excused']}" if one.get("excused") else ""
            ET.SubElement(case, tag, message=f"expected at most {one['bound']:g}; came: {one['came']:g}{excused}")
    if not run.finished or run.finished.get("broke"):
        suite = ET.SubElement(root, "testsuite", name="run")
        case = ET.SubElement(suite, "testcase", classname="run", name="the run comes to its end")
        ET.SubElement(case, "error", message=plain(run.sentence))
    for suite in (*suites.values(), root):
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            suite.set(name, str(len(suite.findall(f".//{tag}"))))
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
