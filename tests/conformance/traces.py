"""What a beacon leaves besides whole rows (`stored.py`): its metadata, a visitor's events.

Whatever should be there and is not is a `Deviation`: no check ends *unknown* for want of it. No clause is judged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.expect import deviates
from tests.conformance.stored import event_of

if TYPE_CHECKING:
    from simulator.judge.target import Target

Row = dict[str, Any]


async def metadata_of(target: Target, beacon: Row, *, body: str | None = None, **how: Any) -> Row:
    """Post a beacon (or `body` in its place) and give the metadata of the only event of its session."""
    return metadata_in(await event_of(target, beacon, body=body, **how))


def metadata_in(event: Row) -> Row:
    """Give an event's metadata; anything but a JSON object is a deviation."""
    metadata = event["metadata"]
    if not isinstance(metadata, dict):
        deviates("metadata", "a JSON object", metadata)
    return metadata


async def strangers_click(target: Target) -> None:
    """Let somebody else click an ad just now.

    A build that takes anybody's click for a visitor's own is so wrong for whoever comes from google next, and not only
    if another check happened to click.
    """
    await target.post(target.beacon(u="https://shop.example/?gclid=stranger"))


async def events_of_visitor(target: Target, fingerprint: str) -> list[Row]:
    """Read the own site's events whose `meta.fp` was this, oldest first: for sids that get a random session."""
    return await target.fetch(_EVENTS_OF_VISITOR, target.site.id, fingerprint)


_EVENTS_OF_VISITOR = """
SELECT events.*, events.session_id::text AS session
FROM events JOIN sessions ON sessions.id = events.session_id AND sessions.created_month = events.session_month
WHERE sessions.site_id = %s::uuid AND events.metadata->>'fp' = %s
ORDER BY events.created_at, events.id
"""
