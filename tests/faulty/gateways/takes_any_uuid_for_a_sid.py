"""See the vice."""

import re

from tests.faulty.fault import Fault

_ANY_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)

FAULT = Fault(
    name="takes-any-uuid-for-a-sid",
    vice="A sid of any UUID version is used as it is; two events of a v1 or v7 share a session.",
    killed_by=("GWY-607",),
    replacements={"reference.payload.UUID_V4": _ANY_UUID},
)
