"""See the vice."""

from reference.wire import Head
from tests.faulty.fault import Fault


def first_hop_or_nothing(head: Head) -> str:
    return (head.get("x-forwarded-for") or "").partition(",")[0]


FAULT = Fault(
    name="has-no-address-for-the-nameless",
    vice="Without X-Forwarded-For the address is an empty text, which inet refuses.",
    killed_by=("GWY-832",),
    replacements={"reference.visitor.address_of": first_hop_or_nothing},
)
