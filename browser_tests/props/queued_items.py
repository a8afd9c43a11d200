"""Queues to begin with: items as a tracker would have left them, of one session that is the scenario's own."""

from __future__ import annotations

import json
from hashlib import blake2s
from typing import TYPE_CHECKING, Any
from uuid import UUID

from browser_tests.seen import QUEUE, SESSION
from simulator.page.acts import MAIN, Go, Seed

if TYPE_CHECKING:
    from simulator.page.acts import Act, Scene

A_MINUTE_MS = 60_000


def session_id(scene: Scene) -> str:
    """Give a session that no other scene has: two sites that share one would share its rows."""
    seed = f"{scene.site} {scene.origin} {scene.now_ms}".encode()
    return str(UUID(bytes=blake2s(seed, digest_size=16).digest(), version=4))


def item(scene: Scene, label: str, **more: Any) -> dict[str, Any]:
    """Give an item a minute old: an event `note` with a label, and what more its body shall have."""
    body = {"s": scene.site, "u": f"{scene.origin}/", "sid": session_id(scene), "sm": scene.month, "ec": "interaction"}
    body |= {"ea": "note", "el": label, "r": "", "meta": {"fp": "abc123", "gclid": None}, **more}
    return {"payload": body, "ts": scene.now_ms - A_MINUTE_MS}


def seeded(*labels: str, tab: str = MAIN, **more: Any) -> Seed:
    """Put items into the queue."""
    return Seed("local", QUEUE, lambda scene: json.dumps([item(scene, label, **more) for label in labels]), tab)


def session_stored() -> tuple[Act, ...]:
    """Let the items' session be known to the gateway before they are sent."""
    return (Seed("session", SESSION, session_id), Go("/"))
