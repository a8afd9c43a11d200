"""What all checks of a run share: the wire, the rows, the levers of one target. A value; nobody changes it.

It decides nothing but what the target can and cannot offer, and why not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.judge.speed import Speed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator.judge.addresses import Addresses
    from simulator.judge.browser import Browser
    from simulator.judge.catalogue import Catalogue
    from simulator.judge.clock import GatewayClock
    from simulator.judge.history import History
    from simulator.judge.ledger import Ledger
    from simulator.judge.log import GrowingLog
    from simulator.judge.rows import Rows
    from simulator.judge.site import Site, Sites
    from simulator.judge.variant import Starter
    from simulator.judge.wire import Wire

_WHY_NOT = {
    "rows": "no database: rows cannot be seen without --database",
    "catalogue": "no database: the catalogue cannot be seen without --database",
    "clock": "no controls: the gateway's clock cannot be moved without --controls",
    "log": "no log: name the gateway's with --log",
    "start": "the gateway was not started by the harness: its configuration cannot be varied without --start",
    "own_database": "the database is not the harness's own, so no DDL: --start in place of --gateway gets one",
    "bundled": "the clause is about settings of the harness's own gateway, and this is another one",
    "site": "no site of this target is known: name one with --site, or a --database where one can be made",
    "denied-origin": "no origin that this target refuses is known: name one with --denied-origin",
}
# Where a capability is not named as what offers it.
_ATTRIBUTES = {"start": "starter", "denied-origin": "denied_origin"}


@dataclass(frozen=True)
class Bench:
    """One target, opened. `died` says in a sentence that the target is gone, or None while it lives.

    `limit_told`: what a new client was told that the limit is. `no_browser`, `no_rows`: why there are none, where there
    are none.
    """

    wire: Wire
    addresses: Addresses
    history: History
    origin: str
    denied_origin: str | None
    month: str
    month_without_partition: str
    died: Callable[[], Awaitable[str | None]]
    now_ms: Callable[[], int]
    # Session ids and fingerprints we invented: what a site that is not ours is swept by.
    inventions: set[str] = field(default_factory=set)
    limit: int = 100
    limit_told: int | None = None
    window_s: int = 60
    production: bool = False
    bundled: bool = False
    speed: Speed = field(default_factory=Speed)
    rows: Rows | None = None
    catalogue: Catalogue | None = None
    sites: Sites | None = None
    site: Site | None = None
    clock: GatewayClock | None = None
    ledger: Ledger | None = None
    log: GrowingLog | None = None
    starter: Starter | None = None
    browser: Browser | None = None
    no_rows: str | None = None
    no_browser: str = "nobody asked for a browser"

    def offers(self, capability: str) -> bool:
        """Whether checks that need this capability can be judged here."""
        if capability == "time":
            return True
        if capability == "bundled":
            return self.bundled
        if capability == "own_database":
            return self.starter is not None and self.starter.databases is not None
        return getattr(self, _ATTRIBUTES.get(capability, capability)) is not None

    def why_not(self, capability: str) -> str:
        """Say why a capability is missing."""
        said = {"browser": self.no_browser, "rows": self.no_rows}.get(capability)
        return said or _WHY_NOT[capability]
