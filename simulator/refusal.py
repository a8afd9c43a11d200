"""Why nothing could be judged, for the reports of such a run. It knows no target."""

from __future__ import annotations

HARNESS_FAILED = 3


def refusal(error: Exception) -> dict[str, object]:
    """Give the exit and the sentence; an error without an exit of its own is the harness's."""
    said = " ".join(str(error).split())
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        return {"exit_code": code, "reason": said}
    return {"exit_code": HARNESS_FAILED, "reason": f"the harness failed: {type(error).__name__}: {said}"}
