"""What a blow came to: which repetitions count, when it answered again, what is wrong."""

from __future__ import annotations

import pytest

from loadtests.chaos.faults import FAULTS, NoSuchFault, chosen
from loadtests.chaos.run import Blow, ChaosOptions, Struck, recovered_s, wrongs
from loadtests.chaos.session import Session
from loadtests.records import SILENT, SYNCED, Outcomes

OPTIONS = ChaosOptions(seed=1, recover_s_max=10)


def outcomes(*requests: tuple[int, int, int]) -> Outcomes:
    """Give outcomes of requests as (sent_us, done_us, kind)."""
    made = Outcomes(len(requests))
    for number, (sent_us, done_us, kind) in enumerate(requests):
        made.sent_us[number], made.done_us[number], made.kind[number] = sent_us, done_us, kind
    return made


def struck(in_flight: int = 30, recovered: float | None = 1.0, **counts: int) -> Struck:
    one = Struck("kill-gateway", "…", [Blow(0, 1, in_flight, recovered)])
    for name, count in counts.items():
        setattr(one, name, count)
    one.wrong = list(wrongs(one, OPTIONS))
    return one


def test_there_are_eight_faults_and_more() -> None:
    assert len(FAULTS) >= 8
    assert [one.name for one in chosen(["cut-database"])] == ["cut-database"]
    with pytest.raises(NoSuchFault, match="kill-postgres"):
        chosen(["kill-everything"])


def test_what_is_under_way_was_sent_and_is_not_answered() -> None:
    made = outcomes((10, 20, SYNCED), (15, 40, SILENT), (21, 30, SYNCED), (0, 0, 0))
    assert (1, 2, 0) == (made.in_flight(20), made.in_flight(18), made.in_flight(5))


def test_recovery_is_the_first_synced_of_a_request_sent_since_the_mending() -> None:
    made = outcomes((1_000_000, 9_000_000, SYNCED), (3_000_000, 4_500_000, SYNCED), (2_500_000, 2_600_000, SILENT))
    assert 2.5 == recovered_s(made, 2_000_000)
    assert recovered_s(made, 5_000_000) is None


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (struck(), 0),
        (struck(in_flight=19), 3),
        (struck(lost=1), 1),
        (struck(doubled=1), 1),
        (struck(recovered=None), 1),
        (struck(recovered=11.0), 1),
        (struck(connections=11), 1),
        (struck(files_grown=16), 1),
        (struck(calls_lost=5, unknown=9), 0),
    ],
)
def test_an_end_is_told_by_counts(one: Struck, code: int, tmp_path: object) -> None:
    """A lost call is a hazard; a blow that met too little tells nothing."""
    assert code == Session([one], tmp_path).exit_code
