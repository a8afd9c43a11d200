"""One seed is one history: twice in a process, and in another process with other hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from simulator.judge.visit import to_line
from simulator.page.acts import AtOnce, Beacons, Click, Elapse, Go, Offline, Reload, Run, Scroll, Wire
from simulator.proxy.faults import Answer, DropAnswer, Rule
from tests.simulator.page.playing import visit

ROOT = Path(__file__).parents[3]
OTHERS_HASHES = "4711"


def digest(seed: int) -> str:
    """Play a bit of everything, and give the digest of its history."""
    faults = Wire((Rule(Answer(500), probability=0.5), Rule(DropAnswer(), probability=0.3)))
    burst = AtOnce((Run("for (let i = 0; i < 7; i++) opmantik.send('a', 'b' + i)"), Go("/second", "other")))
    acts = (Go("/?gclid=x"), Beacons("alternating"), faults, Click("#phone"), burst, Scroll(percent=70), Elapse(90_000))
    seen = visit(*acts, Offline(), Click("#whatsapp-scheme"), Offline(offline=False), Wire(), Reload(), seed=seed)
    return sha256("\n".join(map(to_line, seen.records)).encode()).hexdigest()


def test_the_same_seed_gives_the_same_history() -> None:
    """Record by record; another seed gives another."""
    assert digest(1) == digest(1)
    assert digest(1) != digest(2)


def test_hashes_of_the_process_do_not_matter() -> None:
    """Also under another PYTHONHASHSEED."""
    program = "from tests.simulator.page.test_determinism import digest; print(digest(1))"
    env = {**os.environ, "PYTHONHASHSEED": OTHERS_HASHES}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert digest(1) == done.stdout.strip()
