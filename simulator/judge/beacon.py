"""A valid page-view beacon as the tracker sends it: the judge's neutral start, from which a check departs.

The wire keys (blueprint 2.2) get their names here and nowhere else in the judge. It knows no gateway.
"""

from __future__ import annotations

import json
from typing import Any, Final


class Omit:
    """Stands for *this key is not sent at all*."""

    def __repr__(self) -> str:
        return "OMIT"


OMIT: Final = Omit()
PAGE: Final = "https://shop.example/landing"


def page_view(*, site: str | Omit, session: str, month: str, fingerprint: str) -> dict[str, Any]:
    """Build the body of a plain view: `site` is a public id, `session` a uuid, `month` YYYY-MM-DD."""
    return {
        "s": site,
        "u": PAGE,
        "sid": session,
        "sm": month,
        "ec": "interaction",
        "ea": "view",
        "el": "Landing",
        "r": "",
        "meta": {"fp": fingerprint, "gclid": None},
    }


def inventions_in(body: str) -> set[str]:
    """Give the session id and the fingerprint that a body carries, if it is a beacon of ours."""
    try:
        beacon = json.loads(body)
        found = (beacon.get("sid"), (beacon.get("meta") or {}).get("fp"))
    except (ValueError, AttributeError, RecursionError):
        return set()
    return {one for one in found if isinstance(one, str) and one}


def depart(body: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Replace top-level keys; `OMIT` removes one. `meta` is replaced as a whole, like any other key."""
    merged = {**body, **changes}
    return {key: value for key, value in merged.items() if value is not OMIT}
