"""A store whose every call waits until a scheduler lets it go: so a test decides who makes the next statement.

The gateway awaits nothing but its store, so the order of statements is all there is to an interleaving. It must not
know what the statements are for.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from reference.protocols import Store


@dataclass(frozen=True)
class Statement:
    """One store call: by whom, which method, with which arguments."""

    who: str
    name: str
    arguments: tuple[Any, ...]


Choose = Callable[[list[Statement]], int]


class Turnstile:
    """Lets one statement through at a time; `choose` gives the index among those that wait."""

    def __init__(self, choose: Choose) -> None:
        self._choose = choose
        self._waiting: dict[str, tuple[Statement, asyncio.Future[None]]] = {}
        self._running = 0
        self._quiet = asyncio.Event()
        self.passed: list[Statement] = []

    async def drive(self, work: Mapping[str, Coroutine[Any, Any, Any]]) -> dict[str, Any]:
        """Run the named coroutines to their ends, and give their results by name."""
        self._running = len(work)
        # The group ends everybody's work when `choose` raises, as Hypothesis does to abandon an example.
        async with asyncio.TaskGroup() as group:
            tasks = {who: group.create_task(self._leaving(each), name=who) for who, each in work.items()}
            while await self._someone_waits():
                waiting = [statement for statement, _ in self._waiting.values()]
                self._release(waiting[self._choose(waiting)].who)
        return {who: task.result() for who, task in tasks.items()}

    async def take_turn(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Wait to be chosen; the running task's name says who waits."""
        statement = Statement(asyncio.current_task().get_name(), name, arguments)
        turn = asyncio.get_running_loop().create_future()
        self._waiting[statement.who] = (statement, turn)
        self._stand_still()
        await turn

    async def _someone_waits(self) -> bool:
        """Once nobody runs: does anybody wait?"""
        await self._quiet.wait()
        return bool(self._waiting)

    def _release(self, who: str) -> None:
        statement, turn = self._waiting.pop(who)
        self.passed.append(statement)
        self._running += 1
        self._quiet.clear()
        turn.set_result(None)

    async def _leaving(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await coroutine
        finally:
            self._stand_still()

    def _stand_still(self) -> None:
        self._running -= 1
        if self._running == 0:
            self._quiet.set()


class GatedStore:
    """`Store` in front of another one, through a turnstile."""

    def __init__(self, store: Store, turnstile: Turnstile) -> None:
        self._store = store
        self._turnstile = turnstile

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        method = getattr(self._store, name)

        async def gated(*arguments: Any) -> Any:
            await self._turnstile.take_turn(name, arguments)
            return await method(*arguments)

        return gated
