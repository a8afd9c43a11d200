"""Twenty fingerprints in real time at once, each of a limiter in a process of its own: `python -m …side_by_side`.

It says what each told, and exits 1 if any value is wrong, 3 if something could not be told. Too slow for `make test`.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from simulator.limiter import fingerprint
from tests.simulator.limiter.fake_limiter import FakeLimiter, bench_of
from tests.simulator.limiter.told import AS_IT_STANDS

TIMES = 20
WINDOW_MS = 12_000


def told(seed: int) -> tuple[int, list[str], list[str], str]:
    """Take one; gives the seed, what is wrong, what could not be told, and the window."""

    async def once() -> fingerprint.Fingerprint:
        # The fake's idle connections end with the loop, and say so.
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        async with bench_of(FakeLimiter(window_ms=WINDOW_MS), seed * 1000) as bench:
            return await fingerprint.take(bench, seed)

    taken = asyncio.run(once())
    untold = [one.name for one in taken.properties if one.told == "no"]
    wrong = [name for name, value in AS_IT_STANDS.items() if name not in untold and taken.value(name) != value]
    window = next(one for one in taken.properties if one.name == "window")
    # The limiter lets in again one tick after its window: any later moment than the window itself.
    if window.told != "no" and not window.measured["above_ms"] <= WINDOW_MS <= window.measured["at_most_ms"]:
        wrong.append(f"window {window.value}")
    return seed, wrong, untold, f"{window.value} in {taken.took_ms / WINDOW_MS:.2f} windows"


def main() -> None:
    """Run them and say what came."""
    with ProcessPoolExecutor(TIMES) as pool:
        ends = Counter()
        for seed, wrong, untold, window in pool.map(told, range(TIMES)):
            print(f"{seed:>3}  window {window}  wrong {wrong or 'nothing'}  not told {untold or 'nothing'}")
            ends["wrong" if wrong else "not told" if untold else "told"] += 1
    print(dict(ends))
    sys.exit(1 if ends["wrong"] else 3 if ends["not told"] else 0)


if __name__ == "__main__":
    main()
