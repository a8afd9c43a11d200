"""The table of engines says of each scenario how it ended in each, what is different where, and why."""

from __future__ import annotations

from browser_tests.beside import SMALL_DOM, table
from browser_tests.ending import BROKEN, HELD
from browser_tests.scenarios import scenarios
from browser_tests.watching import Outcome

WANTED = [scenarios()[name] for name in ("call-while-offline", "fallback-too-large", "refusal-while-leaving")]


def test_each_scenario_has_a_line_and_each_difference_a_reason() -> None:
    chance = [Outcome("refusal-while-leaving", HELD, {"stored": 1, "still queued": count}) for count in (2, 3)]
    columns = {
        "chromium": [Outcome("call-while-offline", HELD, {}), Outcome("fallback-too-large", BROKEN, {}), *chance],
        "firefox": [Outcome("fallback-too-large", HELD, {"stored": 2})],
        SMALL_DOM: [],
    }
    head, _, offline, large, leaving, _, *notes = table(WANTED, columns)
    assert head == "| scenario | chromium | firefox | small DOM |"
    assert offline == "| call-while-offline | as it must | not played | not played |"
    assert large == "| fallback-too-large | BROKEN | as it must, otherwise than Chromium | not played |"
    times = "as it must, played 2 times: 5 still queued, 2 stored"
    assert leaving == f"| refusal-while-leaving | {times} | not played | not played |"
    assert [note.partition(":")[0] for note in notes] == [
        "- fallback-too-large, firefox",
        "- refusal-while-leaving, small DOM",
    ]
    assert "TRK-312 cannot hold" in notes[0]
