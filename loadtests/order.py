"""What the process that sends is told: one JSON file, from which it builds the same arrivals as the runner.

It decides the names in that file, and nothing else.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from loadtests import profiles
from loadtests.arrival import Settings
from simulator.judge.text import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from loadtests.arrival import Part

# Requests under way at once in one process: more sockets than select() can look at are of no use to Locust's client.
IN_FLIGHT_MAX = 800
TIMEOUT_S = 15.0
# The header that carries the load id where there is a ledger to find it in.
LABEL = "x-opsmantik-load"


@dataclass(frozen=True)
class Order:
    """One part to send. `part` is its place in the profile's list; `addresses` are the clients' in their order.

    `clock` is the URL that moves the gateway's clock (None: time is waited for), which stands at `clock_start_ms` when
    the part begins. `records` is the file that is appended to, one line a request. `labelled`: requests carry `LABEL`.
    `ca`: certificates (PEM) of authorities that are believed besides the usual ones. `authorization`: that header,
    where the target's URL carries a name and password.
    """

    settings: Settings
    part: int
    token: str
    endpoint: str
    addresses: tuple[str, ...]
    records: str
    clock: str | None = None
    clock_start_ms: int = 0
    labelled: bool = False
    ca: str = ""
    authorization: str = ""
    in_flight_max: int = IN_FLIGHT_MAX
    timeout_s: float = TIMEOUT_S

    def written(self) -> str:
        """Give the text."""
        return json.dumps(asdict(self))

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Read the text back."""
        values: dict[str, Any] = json.loads(text)
        values["settings"] = Settings(**values["settings"])
        return cls(**{**values, "addresses": tuple(values["addresses"])})

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file."""
        return cls.parsed(read_text(path))

    def to_send(self) -> Part:
        """Build the part anew."""
        return profiles.find(self.settings.profile).parts(self.settings)[self.part]
