"""See the vice."""

from reference.intents import _PHONE_ACTIONS
from tests.faulty.fault import Fault

FAULT = Fault(
    name="has-not-heard-of-tel-click",
    vice="tel_click is missing among the phone's actions.",
    killed_by=("GWY-903",),
    replacements={"reference.intents._PHONE_ACTIONS": _PHONE_ACTIONS - {"tel_click"}},
)
