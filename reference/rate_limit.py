"""How often: a fixed window a client, from its first counted request (GWY-301 … GWY-323).

Decides who the client is and whether one more request passes. It must not know origins, bodies or the wall clock:
the time is an argument.
"""

from reference.protocols import Quota
from reference.wire import Head

LIMIT = 100
WINDOW_MS = 60_000
SHARED_CLIENT = "unknown"


def client_of(head: Head) -> str:
    """The text before the first comma of X-Forwarded-For, untrimmed inside; nobody's name is shared (facts 14)."""
    forwarded = head.get("x-forwarded-for")
    return forwarded.partition(",")[0] if forwarded else SHARED_CLIENT


class FixedWindowLimiter:
    """In memory, for one process. Windows that have ended are forgotten, which no client can see."""

    def __init__(self, limit: int = LIMIT, window_ms: int = WINDOW_MS) -> None:
        self._limit = limit
        self._window_ms = window_ms
        self._windows: dict[str, tuple[int, int]] = {}  # client: (reset_ms, counted)
        self._prune_after_ms: int | None = None

    def admit(self, client: str, now_ms: int) -> Quota:
        """Count one request, or refuse it without counting; the window resets strictly after its end."""
        self._prune(now_ms)
        reset_ms, counted = self._windows.get(client, (now_ms - 1, 0))
        if now_ms > reset_ms:
            reset_ms, counted = now_ms + self._window_ms, 0
        if counted >= self._limit:
            return Quota(allowed=False, limit=self._limit, remaining=0, reset_ms=reset_ms)
        self._windows[client] = (reset_ms, counted + 1)
        return Quota(allowed=True, limit=self._limit, remaining=self._limit - counted - 1, reset_ms=reset_ms)

    def forget(self) -> None:
        """Begin anew for every client."""
        self._windows.clear()

    def _prune(self, now_ms: int) -> None:
        """Once a window's length, drop what ended a window ago: memory follows the clients of two windows.

        The one ended last is kept, so that a clock that steps back a little finds what it left.
        """
        if self._prune_after_ms is None:
            self._prune_after_ms = now_ms + self._window_ms
        if now_ms > self._prune_after_ms:
            kept_from_ms = now_ms - self._window_ms
            self._windows = {name: window for name, window in self._windows.items() if window[0] >= kept_from_ms}
            self._prune_after_ms = now_ms + self._window_ms
