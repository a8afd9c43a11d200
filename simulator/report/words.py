"""How findings read, in one place for every report. What a target sent is text: nothing of it is ever markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.wording import counted, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.judge.events import Event

__all__ = ["counted", "finding", "findings", "left_behind", "listed", "plain", "target_named"]


def plain(text: str) -> str:
    """Make text safe for a terminal and for XML: whatever does not print is written as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def target_named(target: Event) -> str:
    """Name a run's target: its gateway, and the tracker where one was given."""
    return f"{target['gateway']}{f', with the tracker {name}' if (name := target.get('tracker')) else ''}"


def findings(clause: Event) -> list[str]:
    """Say what each check of a judged clause found, worst or not; a valid check says nothing."""
    told = [finding(check) for check in clause["checks"]]
    if clause["verdict"] == "not judged yet":
        return [f"not judged yet ({clause['room']})"]
    return [line for line in told if line]


def finding(check: dict[str, Any]) -> str:
    """Say what one check found, in one line; nothing for a valid one."""
    match check["verdict"]:
        case "valid":
            return ""
        case "invalid":
            return f"{check['check']}: {check['what']}: expected {check['expected']}, saw {check['seen']}"
        case "shown":
            return f"{check['check']}: shown {check['times']} of {check['of']}: {check['reason']}"
        case "not shown":
            return f"{check['check']}: not shown in {check['of']}: {check['reason']}"
        case verdict:
            return f"{check['check']}: {verdict}: {check['reason']}"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def left_behind(event: Mapping[str, str]) -> str:
    """Say what of a run could not be removed, why, and how it is."""
    how = event.get("how", "")
    return f"left behind: {event['what']}: {event['why']}{f'; {how}' if how else ''}"
