"""The target record: what it takes, and what its errors say."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.judge.record import RecordRefused, TargetRecord


def test_a_file_is_read_and_flags_win(tmp_path: Path) -> None:
    path = tmp_path / "target.toml"
    path.write_text('gateway = "https://sut.example/api/sync"\norigin = "https://a.example"\nlimit = 50\n')
    record = TargetRecord.read(path).overlaid({"origin": "https://b.example", "limit": None})
    assert (record.gateway, record.origin, record.limit) == ("https://sut.example/api/sync", "https://b.example", 50)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('gatway = "http://x"', ["gatway", "gateway"]),
        ("limit = true", ["limit", "int", "True"]),
        ("limit = 0", ["limit above 0", "0"]),
        ('trusts_forwarded_for = "yes"', ["trusts_forwarded_for", "bool", "'yes'"]),
        ('gateway = "sut.example"', ["http(s)://", "'sut.example'"]),
        ('gateway = "http://x:99999"', ["http(s)://"]),
        ('gateway = "http://x"\ndatabase = "embedded"', ["DSN", "embedded"]),
        ('log = "gateway.log"', ["--log", "--gateway", "gateway.log"]),
        ("gateway = ", ["TOML"]),
    ],
)
def test_a_record_that_makes_no_sense_is_refused_in_a_sentence(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "target.toml"
    path.write_text(text)
    with pytest.raises(RecordRefused) as refused:
        TargetRecord.read(path)
    said = str(refused.value)
    assert all(word in said for word in [*words, "expected", "came"])
    assert "\n" not in said
    assert refused.value.exit_code == 2


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(RecordRefused, match="expected a target record at"):
        TargetRecord.read(Path("/no/such/target.toml"))
