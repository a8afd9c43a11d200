"""Client addresses nobody else uses. It knows no HTTP: how an address is conveyed is the wire's business.

A rate limiter remembers addresses for a minute, also those of an earlier run and of one beside us. So the place to
start is drawn once a run by an entry point (`start`), never from the seed. No two in a row are of one network (/24): a
limiter that takes neighbours for one client must not have strangers disturb one another.
"""

from __future__ import annotations

_BLOCK = 254  # last parts 1 to 254: an anonymised address (x.y.z.0) is never the address itself
_BLOCKS = 1 << 16


class Addresses:
    """Hands out IPv4 addresses, each once: 10.x.y.z to be forwarded, 127.x.y.z to call from (`loopback`)."""

    def __init__(self, start: int, *, loopback: bool = False) -> None:
        self.loopback = loopback
        self._next = start % (_BLOCKS * _BLOCK)
        self._given: set[str] = set()

    def fresh(self) -> str:
        """Give the next address."""
        last, block = divmod(self._next, _BLOCKS)
        self._next = (self._next + 1) % (_BLOCKS * _BLOCK)
        address = f"{127 if self.loopback else 10}.{block >> 8}.{block & 255}.{last + 1}"
        self._given.add(address)
        return address

    def neighbour(self, address: str) -> str:
        """Give another address of this one's network."""
        network, _, last = address.rpartition(".")
        parts = range(int(last), int(last) + _BLOCK - 1)
        found = next(one for one in (f"{network}.{part % _BLOCK + 1}" for part in parts) if one not in self._given)
        self._given.add(found)
        return found

    def gave(self, address: str | None) -> bool:
        """Whether this address came from here."""
        return address in self._given

    def given(self) -> frozenset[str]:
        """Every address handed out so far."""
        return frozenset(self._given)
