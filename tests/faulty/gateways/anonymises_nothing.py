"""See the vice."""

from tests.faulty.fault import Fault


def whole_address(address: str) -> str:
    return address


FAULT = Fault(
    name="anonymises-nothing",
    vice="ip_anonymized is the whole address.",
    killed_by=("GWY-835",),
    replacements={"reference.visit.anonymise": whole_address},
)
