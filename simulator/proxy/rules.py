"""Which rule strikes next, and how often each has. Draws come from the Random that was passed in, in arrival order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.proxy.faults import RAW_FAULTS, Refuse, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from simulator.proxy.framing import RequestHead


@dataclass(frozen=True)
class Tally:
    """How often a rule was asked for and struck, over all rule sets that had one of this name."""

    name: str
    matched: int
    struck: int
    hits_min: int


class Standing:
    """One rule in force, with its counts since it was set."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.matched = 0
        self.struck = 0

    @property
    def spent(self) -> bool:
        """Whether it has struck as often as it may."""
        return self.rule.count is not None and self.struck >= self.rule.count

    def strikes(self, random: Random | None) -> bool:
        """Count a match and say whether the rule strikes it."""
        self.matched += 1
        if self.spent or self.matched < self.rule.from_match:
            return False
        if self.rule.probability < 1.0 and (random is None or random.random() >= self.rule.probability):
            return False
        self.struck += 1
        return True


class RuleBook:
    """The ordered rules of one proxy. `generation` grows with every new set."""

    def __init__(self, random: Random | None, *, raw: bool) -> None:
        self._random = random
        self._raw = raw
        self._standing: list[Standing] = []
        self._retired: list[Tally] = []
        self._turned = asyncio.Event()
        self.generation = 0

    def set_rules(self, rules: Iterable[Rule]) -> None:
        """Put these rules in force instead of the former; counts by name go on. ValueError for one that cannot work."""
        rules = tuple(rules)
        for rule in rules:
            self._accept(rule)
        self._retired = list(self.tallies())
        self._standing = [Standing(rule) for rule in rules]
        self.generation += 1
        self._turned.set()
        self._turned = asyncio.Event()

    def _accept(self, rule: Rule) -> None:
        if rule.probability < 1.0 and self._random is None:
            raise ValueError(f"rule {rule.name!r} has a probability: pass the proxy a seeded Random")
        if self._raw and (rule.selects_requests or not isinstance(rule.fault, RAW_FAULTS)):
            raise ValueError(f"rule {rule.name!r} needs requests, and a raw proxy sees none")

    async def changed(self, generation: int) -> None:
        """Return once the rules are no longer those of `generation`."""
        while self.generation == generation:
            await self._turned.wait()

    def refuses(self) -> Rule | None:
        """Give the rule that refuses a connection now being accepted."""
        refusals = (standing for standing in self._standing if isinstance(standing.rule.fault, Refuse))
        return next((standing.rule for standing in refusals if standing.strikes(self._random)), None)

    def wants_body(self, head: RequestHead, *, reused: bool) -> bool:
        """Whether a rule that may still strike must see this request's body first."""
        return any(
            standing.rule.body and not standing.spent and standing.rule.matches_head(head, reused=reused)
            for standing in self._standing
        )

    def decide_request(self, head: RequestHead, body: bytes, *, reused: bool) -> Rule | None:
        """Give the rule that strikes this request."""
        return self._first(
            standing
            for standing in self._others()
            if standing.rule.matches_head(head, reused=reused) and standing.rule.body in body
        )

    def decide_connection(self) -> Rule | None:
        """Give the rule that strikes a raw connection."""
        return self._first(self._others())

    def _others(self) -> Iterable[Standing]:
        return (standing for standing in self._standing if not isinstance(standing.rule.fault, Refuse))

    def _first(self, matching: Iterable[Standing]) -> Rule | None:
        return next((standing.rule for standing in matching if standing.strikes(self._random)), None)

    def tallies(self) -> tuple[Tally, ...]:
        """Give the catalogue: every rule name ever in force, in the order it first was."""
        totals = {tally.name: tally for tally in self._retired}
        for standing in self._standing:
            rule = standing.rule
            before = totals.get(rule.name, Tally(rule.name, 0, 0, 0))
            totals[rule.name] = Tally(
                rule.name,
                before.matched + standing.matched,
                before.struck + standing.struck,
                max(before.hits_min, rule.hits_min),
            )
        return tuple(totals.values())
