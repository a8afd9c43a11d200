"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="forgets-the-click-id",
    vice="A click id counts only for the page whose address has it.",
    killed_by=("TRK-112", "TRK-113"),
    tracker=(("const context = given || sessionStorage.getItem(CONFIG.contextKey);", "const context = given;"),),
)
