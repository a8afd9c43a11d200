"""One document in the embedded engine: steps go in, and what they set off is read afterwards.

It decides how the border is crossed: a step is one task with its promises, facts cross as JSON, the page calls nobody.
It must not know tabs, network or what an effect is for.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import quickjs

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = Path(__file__).with_name("dom")
# In the order in which they are defined: later files use what earlier ones made.
FILES: Final = (
    "clock",
    "promises",
    "events",
    "url",
    "selectors",
    "nodes",
    "elements",
    "storage",
    "transport",
    "activation",
    "page",
    "loading",
    "steps",
)
TASK_S_MAX: Final = 10.0

Effect = list[Any]


@cache
def dom_source() -> str:
    """Give the small DOM as one function of what a document is given."""
    texts = [FOLDER.joinpath(f"{name}.js").read_text("utf-8") for name in FILES]
    return "\n".join(["(function (text) {", "'use strict';", "const given = JSON.parse(text);", *texts, "})"])


class Blocked(Exception):
    """The document never gave its thread back."""


class StepFailed(Exception):
    """The document refused a step: what it threw, in a line."""


class Engine:
    """A document's own world. `next_due_ms`: when its next timer is due, on the page's monotonic clock."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._context = quickjs.Context()
        self._context.set_time_limit(TASK_S_MAX)
        self._step = self._context.eval(dom_source())(json.dumps(given))
        self.next_due_ms: float | None = None

    def step(self, name: str, facts: Any = None) -> tuple[Any, list[Effect]]:
        """Do one task; gives its result and what it set off."""
        return self._call(name, facts), self.rest()

    def _call(self, name: str, facts: Any) -> Any:
        try:
            return json.loads(self._step(name, json.dumps(facts)))
        except quickjs.JSException as error:
            raise _failed(error) from error

    def rest(self) -> list[Effect]:
        """Let promises come to their end, and take what was set off."""
        effects: list[Effect] = []
        while True:
            self._do_jobs()
            more, self.next_due_ms = self._call("take", None)
            effects += more
            if not more:
                return effects

    def run(self, script: int, source: str, *, module: bool) -> list[Effect]:
        """Run a script element's text as a program of its own."""
        self._call("enter", script)
        try:
            (self._context.module if module else self._context.eval)(source)
        except quickjs.JSException as error:
            self._threw(error)
        self._do_jobs()
        self._call("done", [script, False])
        return self.rest()

    def _do_jobs(self) -> None:
        while True:
            try:
                if not self._context.execute_pending_job():
                    return
            except quickjs.JSException as error:
                self._threw(error)

    def _threw(self, error: quickjs.JSException) -> None:
        if _is_interrupted(error):
            raise _failed(error) from error
        self._call("threw", _name_and_message(error))


def _is_interrupted(error: quickjs.JSException) -> bool:
    return "InternalError: interrupted" in str(error)


def _failed(error: quickjs.JSException) -> Exception:
    return Blocked() if _is_interrupted(error) else StepFailed(str(error).partition("\n")[0])


def _name_and_message(error: quickjs.JSException) -> tuple[str, str]:
    name, colon, message = str(error).partition("\n")[0].partition(": ")
    return (name, message) if colon and name.isidentifier() else ("Error", str(error).partition("\n")[0])
