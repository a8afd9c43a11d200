"""The gateway's clock: the machine's, shifted or frozen by the controls and by nothing else.

Decides what time the gateway believes in. It must not know the database's clock, which goes on as it is.
"""

from collections.abc import Callable


class AdjustableClock:
    """Milliseconds since the epoch, from a source that is an argument."""

    def __init__(self, read_ms: Callable[[], int]) -> None:
        self._read_ms = read_ms
        self.offset_ms = 0
        self.frozen_ms: int | None = None

    def now_ms(self) -> int:
        """The gateway's now."""
        return self._read_ms() + self.offset_ms if self.frozen_ms is None else self.frozen_ms

    def shift(self, offset_ms: int) -> None:
        """Go on from the machine's time plus this offset."""
        self.offset_ms, self.frozen_ms = offset_ms, None

    def freeze(self, now_ms: int) -> None:
        """Stand still at this time."""
        self.frozen_ms = now_ms
