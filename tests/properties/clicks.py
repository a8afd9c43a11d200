"""Clicks on a few sites, sessions, targets and stamps: few enough that they meet.

Decides what a drawn click is and the beacon it becomes. It must not know what is stored of it.
"""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

# As sent, and as stored: trimmed, then cut to 128 units (facts 11). Case and length keep stamps apart.
STAMPS = (
    ("stamp-1", "stamp-1"),
    ("\u00a0stamp-1\n", "stamp-1"),
    ("STAMP-1", "STAMP-1"),
    ("s" * 128, "s" * 128),
    ("s" * 128 + "cut off", "s" * 128),
    ("s" * 127, "s" * 127),
)
TARGETS = (
    ("tel:+905551112233", "tel:+905551112233"),
    ("tel:0555 111 22 33", "tel:+905551112233"),
    ("tel:+442071838750", "tel:+442071838750"),
    ("https://wa.me/905551112233", "wa:+905551112233"),
)


@dataclass(frozen=True)
class Click:
    """Indices of site, session and target, and a stamp as sent and as stored; None: the client sent none."""

    site: int
    session: int
    target: int
    stamp: tuple[str, str] | None

    @property
    def stored_target(self) -> str:
        """What the row's `intent_target` is."""
        return TARGETS[self.target][1]

    def body(self, sites: list[str], sessions: list[str], month: str) -> dict[str, Any]:
        """The beacon."""
        meta = {} if self.stamp is None else {"intent_stamp": self.stamp[0]}
        return {
            "s": sites[self.site],
            "u": "https://www.example.com/landing",
            "sid": sessions[self.session],
            "sm": month,
            "ec": "conversion",
            "ea": "click",
            "el": TARGETS[self.target][0],
            "meta": meta,
        }


Stamps = st.SearchStrategy[tuple[str, str] | None]


def clicks(stamps: Stamps) -> st.SearchStrategy[Click]:
    """Any click on two sites, three sessions and the targets."""
    return st.builds(
        Click,
        site=st.integers(0, 1),
        session=st.integers(0, 2),
        target=st.integers(0, len(TARGETS) - 1),
        stamp=stamps,
    )


def crowded_clicks(stamps: Stamps) -> st.SearchStrategy[Click]:
    """The same, but most are on one target of one session in one site."""
    mostly_first = st.sampled_from((0, 0, 0, 1))
    return st.builds(Click, site=mostly_first, session=mostly_first, target=st.sampled_from((0, 1, 2)), stamp=stamps)


def stamped() -> st.SearchStrategy[tuple[str, str]]:
    """Any of the stamps."""
    return st.sampled_from(STAMPS)
