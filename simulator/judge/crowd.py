"""Whether somebody else used up the limit of a check's clients: then what the check saw says nothing.

Every client of a check is its own, so one that is refused before it asked as often as the limit allows shares its
limit, with whomever. It must not know how a client is conveyed, nor what the limit's clauses say.
"""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus


class Crowd:
    """Counts what each client of one check asked, a client being the text before the first comma."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._asked: Counter[tuple[str, str]] = Counter()
        self.met = False

    def ask(self, client: tuple[str, object]) -> None:
        """Take down that this client of this gateway asks now: answers may come in another order."""
        self._asked[_known(client)] += 1

    def note(self, client: tuple[str, object], status: int) -> None:
        """Take down one answer to this client."""
        if status == HTTPStatus.TOO_MANY_REQUESTS and self._asked[_known(client)] <= self._limit:
            self.met = True


def _known(client: tuple[str, object]) -> tuple[str, str]:
    endpoint, forwarded = client
    return endpoint, str(forwarded or "").partition(",")[0]
