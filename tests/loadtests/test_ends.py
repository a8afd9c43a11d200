"""What an end of a load means: the target's fault, the generator's, or a machine's that was busy with others."""

from __future__ import annotations

import errno
import socket
import ssl
from dataclasses import replace

import pytest

from loadtests import hints, profiles, records
from loadtests.desk import could_not_send
from loadtests.latency import measure, too_busy
from loadtests.records import retry_after
from loadtests.result import PartResult, Result, errors_of, excuse, figures_of
from loadtests.thresholds import judged, read
from loadtests.told import sentences
from tests.loadtests.test_plan import MOVED

SETTINGS = replace(MOVED, profile="edge", limit=20)
PART = profiles.find("edge").parts(SETTINGS)[0]
ARRIVALS = list(PART.arrivals())
QUIET, BUSY = "", "this machine was 97% busy"


def outcomes_of(kinds: dict[int, int], taking_ms: int = 5) -> records.Outcomes:
    """Every request synced but for these, each sent when it was due."""
    outcomes = records.Outcomes(len(ARRIVALS))
    for number, arrival in enumerate(ARRIVALS):
        outcomes.kind[number] = kinds.get(number, records.SYNCED)
        due_us = 1_000_000 + arrival.at_ms * 1_000
        sent_us = 0 if outcomes.kind[number] in (records.UNSENT, records.MISSING) else due_us
        outcomes.due_us[number], outcomes.sent_us[number] = due_us, sent_us
        outcomes.done_us[number] = sent_us and sent_us + taking_ms * 1_000
    return outcomes


class Windows:
    """Windows as they should be, but for so many."""

    def __init__(self, too_many: int = 0) -> None:
        self.too_many, self.too_few = too_many, 0


def ended(outcomes: records.Outcomes, busy: str = QUIET, too_many: int = 0) -> Result:
    kinds, errors = outcomes.kinds(), errors_of(PART, outcomes)
    part = PartResult(PART, None, measure(outcomes, 50), kinds, errors, Windows(too_many), None, busy)
    kept = [
        replace(one, excused="" if one.kept else excuse(part, one)) for one in judged(read("edge"), figures_of(part))
    ]
    return Result("edge", [part], kept)


@pytest.mark.parametrize(
    ("kinds", "taking_ms", "busy", "too_many", "code"),
    [
        ({}, 5, QUIET, 0, 0),
        ({}, 5, BUSY, 0, 0),
        ({}, 20_000, QUIET, 0, 1),
        ({}, 20_000, BUSY, 0, 3),
        ({3: records.SILENT}, 5, QUIET, 0, 1),
        ({3: records.SILENT}, 5, BUSY, 0, 3),
        ({3: records.SILENT}, 5, BUSY, 1, 1),
        ({3: records.FAILED}, 5, BUSY, 0, 1),
        ({3: records.UNSENT}, 5, QUIET, 0, 3),
        ({3: records.MISSING}, 5, QUIET, 0, 3),
        ({3: records.UNSENT}, 5, QUIET, 1, 1),
    ],
)
def test_who_is_to_blame(kinds: dict[int, int], taking_ms: int, busy: str, too_many: int, code: int) -> None:
    """Times and silence of a busy machine, and what was not sent, are nobody's; counts stay counts."""
    assert code == ended(outcomes_of(kinds, taking_ms), busy, too_many).exit_code


def test_the_reason_is_said() -> None:
    unsent = list(sentences(ended(outcomes_of({3: records.UNSENT}))))
    assert "the harness could not tell: the generator could not send 1 request;" in unsent[-1]
    busy = list(sentences(ended(outcomes_of({}, 20_000), BUSY)))
    assert "not held against the target: this machine was 97% busy" in busy[0]
    assert busy[-1].startswith("the harness could not tell: this machine was too busy")


@pytest.mark.parametrize(
    ("share", "late_ms", "told"),
    [(0.5, 10, ""), (0.95, 10, "this machine was 95% busy"), (0.5, 80, "requests left up to 80 ms late")],
)
def test_when_a_machine_is_too_busy(share: float, late_ms: float, told: str) -> None:
    assert told == too_busy(share, late_ms, 50)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (OSError(errno.EMFILE, "Too many open files"), True),
        (OSError(errno.EADDRNOTAVAIL, "no port left"), True),
        (socket.gaierror(-2, "Name or service not known"), True),
        (ssl.SSLCertVerificationError("not believed"), True),
        (ConnectionRefusedError(errno.ECONNREFUSED, "nobody there"), False),
        (ConnectionResetError(errno.ECONNRESET, "reset"), False),
        (TimeoutError("no answer"), False),
        (ValueError("no HTTP"), False),
    ],
)
def test_what_never_left_is_the_generators(error: Exception, *, ours: bool) -> None:
    assert ours is could_not_send(error)


@pytest.mark.parametrize(
    ("body", "note"), [(b'{"retryAfter": 42}', "retryAfter 42"), (b'{"retryAfter":"x"}', ""), (b"", "")]
)
def test_a_429_tells_when_its_window_ends(body: bytes, note: str) -> None:
    assert note == retry_after(body)


def limited(limit: int, window_s: int) -> records.Outcomes:
    """Each client admitted `limit` times, then refused until its window ends."""
    outcomes, counts, opened = outcomes_of({}), {}, {}
    for number, arrival in enumerate(ARRIVALS):
        at_s = arrival.at_ms / 1_000
        opened.setdefault(arrival.client, at_s)
        counts[arrival.client] = counts.get(arrival.client, 0) + 1
        if counts[arrival.client] > limit:
            outcomes.kind[number] = records.LIMITED
            outcomes.notes[number] = f"retryAfter {round(opened[arrival.client] + window_s - at_s)}"
    return outcomes


@pytest.mark.parametrize(
    ("limit", "window_s", "told"),
    [
        (20, 60, []),
        (10, 60, ["Remaining 9: a limit of 10, not 20; if that is meant, say --limit 10"]),
        (20, 30, ["a window of 30 s, not 60; if that is meant, say --window 30"]),
        (10, 120, ["say --limit 10", "say --window 120"]),
    ],
)
def test_another_limit_or_window_is_the_likely_cause(limit: int, window_s: int, told: list[str]) -> None:
    found = hints.window_told_s(PART, SETTINGS, limited(limit, window_s), limit)
    said = list(hints.sentences(limit, SETTINGS, found))
    assert len(told) == len(said)
    assert all(part in sentence for part, sentence in zip(told, said, strict=True))
