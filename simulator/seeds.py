"""One seed, one run at a time: ids come from the seed, so two runs with the same one would meet each other's rows.

It decides how a seed is claimed in somebody's database, and that a seed nobody named is drawn again where it is taken.
"""

from __future__ import annotations

import hashlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from schema.connection import connect, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DRAWS_MAX = 10
KEY_BYTES = 8


class SeedTaken(Exception):
    """A run with this seed is under way in this database; one sentence."""

    exit_code = 2


@contextmanager
def claimed(dsn: str | None, verb: str, asked: int | None, draw: Callable[[], int]) -> Iterator[int]:
    """Give the seed of a run, which no other run of this verb has in this database as long as it lives.

    None for `asked`: draw one. None for `dsn`: nothing can be claimed, and nothing can be met. However the run ends,
    the claim ends with its connection; a transaction's lock, because a pooler may hand a session's to anybody.
    """
    if dsn is None:
        yield draw() if asked is None else asked
        return
    with closing(connect(dsn)) as connection:
        connection.autocommit = False
        for seed in _candidates(asked, draw):
            if connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [key(verb, seed)]).fetchone()[0]:
                yield seed
                return
    raise SeedTaken(
        f"expected a seed that no other run uses in {place(dsn)}; came: {seed}, and a run with it is under way there;"
        " wait for it, or leave --seed out"
    )


def key(verb: str, seed: int) -> int:
    """Give the number of the advisory lock that stands for a seed."""
    digest = hashlib.sha256(f"opsmantik {verb} {seed}".encode()).digest()
    return int.from_bytes(digest[:KEY_BYTES], "big", signed=True)


def _candidates(asked: int | None, draw: Callable[[], int]) -> Iterator[int]:
    if asked is not None:
        yield asked
        return
    yield from (draw() for _ in range(DRAWS_MAX))
