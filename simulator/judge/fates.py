"""The fates an emitted event can have, as names. There is no *other*.

It decides the words; which of them an event met is told by `account.py`.
"""

from __future__ import annotations

from typing import Final

STORED: Final = "stored"
SKIPPED: Final = "skipped"
REFUSED: Final = "refused"  # followed by the status: sent without a beacon, and whoever sent it heard the answer
TAKEN: Final = "taken by the wire"  # followed by the status: the wire answered 2xx in the gateway's place
QUEUED: Final = "still queued"
POISONED: Final = "poisoned"  # still queued, and larger than anything that could carry it
EVICTED: Final = "evicted"
EXPIRED: Final = "expired"
LOST_OFFLINE: Final = "lost by the browser: offline"
LOST_UNREACHED: Final = "lost by the browser: refused"  # refused, reset or cut: no answer, no row
LOST_UNANSWERED: Final = "lost by the browser: no answer"  # the request hung, and nothing is stored
LOST_BUDGET: Final = "lost by the browser: budget"
LOST_CAP: Final = "lost by the browser: cap"
LOST_NAVIGATION: Final = "lost by the browser: navigation"  # its failure came when the page was gone
LOST_STORAGE: Final = "lost by the browser: storage"  # full, refused or corrupted: neither made nor queued
LOST_POLICY: Final = "lost by the browser: policy"
LOST_THROWN: Final = "lost by the browser: thrown"  # sendBeacon threw
LOST_AFTER_BEACON: Final = "lost after a beacon"  # followed by the status that nobody read
LOST_RACE: Final = "lost in a race"  # another tab wrote the queue over it
LOST_PARTITION: Final = "lost for want of a partition"
LOST_DATABASE: Final = "lost in the database"  # answered 500 by the gateway itself, or stored without its call


def lost_after_beacon(status: int) -> str:
    """Name the fate of a beacon whose refusal nobody read."""
    return f"{LOST_AFTER_BEACON}: {status}"


def taken(status: int) -> str:
    """Name the fate of an event that arrived and that a scenario's wire accepted in the gateway's place."""
    return f"{TAKEN}: {status}"


def refused(status: int) -> str:
    """Name the fate of an event whose sender heard the refusal and let it go."""
    return f"{REFUSED}: {status}"
