"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="takes-undefined-for-yes",
    vice="Whatever sendBeacon says that is not false is yes.",
    killed_by=("TRK-305", "TRK-509"),
    tracker=(("{ type: 'application/json' }));", "{ type: 'application/json' })) !== false;"),),
)
