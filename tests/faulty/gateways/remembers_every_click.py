"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="remembers-every-click",
    vice="Past clicks are looked for in the whole table, not in its 50 newest.",
    killed_by=("GWY-719",),
    replacements={"reference.gateway.AD_TRACES_ASKED": 1_000_000},
)
