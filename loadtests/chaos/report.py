"""The chaos table: each fault with its repetitions, what was lost and doubled, and how soon it was over."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

from loadtests.told import table
from simulator.report.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rich.table import Table

    from loadtests.chaos.run import Struck

HEADINGS = (
    "fault", "repetitions", "in flight", "synced", "lost", "doubled", "unknown, of them stored", "calls lost (HAZ)",
    "recovered in s", "connections", "wrong",
)  # fmt: skip


def rows(found: Sequence[Struck]) -> list[tuple[str, ...]]:
    """Give the table's rows."""
    return [
        (
            one.fault,
            f"{one.counted} of {len(one.blows)}",
            " ".join(str(blow.in_flight) for blow in one.blows),
            str(one.synced),
            str(one.lost),
            str(one.doubled),
            f"{one.unknown}, {one.unknown_stored}",
            str(one.calls_lost),
            " ".join("never" if blow.recovered_s is None else f"{blow.recovered_s:.2f}" for blow in one.blows),
            str(one.connections),
            "; ".join(one.wrong) or "none",
        )
        for one in found
    ]


def drawn(found: Sequence[Struck]) -> Table:
    """Build the table for a terminal."""
    return table(HEADINGS, rows(found))


def write(found: Sequence[Struck], head: Mapping[str, Any], directory: Path) -> None:
    """Write chaos.json, chaos.md and junit.xml."""
    told = {**head, "faults": [one.told() for one in found]}
    (directory / "chaos.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    lines = ["# Faults under load", "", f"Target {plain(str(head['target']))} · seed {head['seed']}", ""]
    lines += [f"| {' | '.join(row)} |" for row in (HEADINGS, ["---"] * len(HEADINGS), *rows(found))]
    lines += ["", *(f"- **{one.fault}**: {one.title}" for one in found), "", MEANING]
    (directory / "chaos.md").write_text("\n".join(lines) + "\n", "utf-8")
    _junit(found, directory / "junit.xml")


def _junit(found: Sequence[Struck], path: Path) -> None:
    root = ET.Element("testsuites", name="opsmantik chaos")
    suite = ET.SubElement(root, "testsuite", name="chaos")
    for one in found:
        case = ET.SubElement(suite, "testcase", classname="chaos", name=f"{one.fault}: {one.title}")
        if one.wrong:
            ET.SubElement(case, "failure", message="; ".join(one.wrong))
        elif one.counted < len(one.blows) or not one.blows:
            ET.SubElement(case, "error", message=f"{one.counted} of {len(one.blows)} repetitions count")
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        suite.set(name, str(len(suite.findall(f".//{tag}"))))
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


MEANING = (
    "A repetition counts only if at least 20 requests were in flight when it struck. *lost*: answered `synced` and not"
    " stored. *unknown*: no answer, or a 5xx; such an event may be stored or not. *calls lost*: the event was answered"
    " `synced`, its call is not there: *synced* promises the event."
)
