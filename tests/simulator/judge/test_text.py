"""Files as an editor or a shell of another system saves them: with a byte order mark, whatever they are for."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from loadtests import thresholds
from simulator.judge import baseline, selection, spec, tls
from simulator.judge.log import GrowingLog
from simulator.judge.record import RecordRefused, TargetRecord
from simulator.report import compare

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(spec.__file__).parents[2]
MARKED = {
    "utf-8": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16-le": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16-be": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
KNOWN = '[[known]]\nclause = "GWY-305"\nreason = "caf€"\ndate = 2026-11-23\n'
RESULTS = json.dumps({"clauses": [{"id": "GWY-101", "verdict": "invalid", "checks": []}]})


@pytest.fixture(params=MARKED)
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, str], Path]:
    """Save a text under a name, with a mark."""

    def save(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_bytes(MARKED[request.param](text))
        return path

    return save


def test_a_target_record(saved: Callable[[str, str], Path]) -> None:
    assert TargetRecord.read(saved("target.toml", 'origin = "https://caf€.example"\n')).origin == "https://caf€.example"


def test_a_baseline(saved: Callable[[str, str], Path]) -> None:
    known = baseline.read(saved("known.toml", KNOWN), spec.read(ROOT / "SPEC.md"))
    assert known["GWY-305"].reason == "caf€"


def test_thresholds(saved: Callable[[str, str], Path]) -> None:
    assert thresholds._parsed(saved("thresholds.toml", "[edge]\nx = 1\n")) == {"edge": {"x": 1}}


def test_the_spec(saved: Callable[[str, str], Path]) -> None:
    text = (ROOT / "SPEC.md").read_text("utf-8")
    assert len(spec.read(saved("SPEC.md", text)).clauses) == len(spec.read(ROOT / "SPEC.md").clauses)


def test_the_list_of_unjudged_clauses(saved: Callable[[str, str], Path]) -> None:
    assert selection.read_unjudged(saved("unjudged.txt", "HAZ-999  simulator\n")) == {"HAZ-999": "simulator"}


def test_results_to_compare(saved: Callable[[str, str], Path]) -> None:
    assert compare.read(saved("a.json", RESULTS))["clauses"][0]["id"] == "GWY-101"


def test_a_log(saved: Callable[[str, str], Path]) -> None:
    """From its beginning, and from a mark on."""
    path = saved("gateway.log", "[SYNC_API] first\n")
    log = GrowingLog(path)
    assert log.read(0) == "[SYNC_API] first\n"
    mark = log.mark()
    encoding = next(name for name, mark in MARKED.items() if path.read_bytes().startswith(mark("")))
    path.write_bytes(path.read_bytes() + "caf€\n".encode(encoding))
    assert log.read(mark) == "caf€\n"


def test_an_authority(saved: Callable[[str, str], Path]) -> None:
    path = str(saved("ca.pem", f"# Müller's\n{trustme.CA().cert_pem.bytes().decode()}"))
    assert tls.why_unusable(path) == ""
    assert tls.trusting(path).cert_store_stats()["x509_ca"] > tls.trusting(None).cert_store_stats()["x509_ca"]


def test_what_is_no_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "target.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordRefused, match=r"expected TOML in .*target.toml"):
        TargetRecord.read(path)
