"""Counting the hard cases a property has met: a property that met none has shown nothing.

Decides only whether enough were met. It must not know what they are.
"""

from collections import Counter


class HardCases:
    """Named counts, required at the end of a property."""

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()

    def met(self, name: str, count: int = 1) -> None:
        """Count this many more of the named case."""
        self._met[name] += count

    def require(self, least: dict[str, int]) -> None:
        """Fail unless every named case was met this often, and no case was counted that nobody requires."""
        missed = {name: (self._met[name], count) for name, count in least.items() if self._met[name] < count}
        assert not missed, f"too few hard cases (met, required): {missed}"
        unnamed = set(self._met) - set(least)
        assert not unnamed, f"counted, but not required: {sorted(unnamed)}"
