"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="makes-ids-of-no-version",
    vice="A new session id is random in every digit.",
    killed_by=("TRK-103",),
    tracker=(("'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'", "'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'"),),
)
