"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="swallows-what-cannot-be-written",
    vice="Circular metadata is dropped in silence.",
    killed_by=("TRK-809",),
    tracker=(
        (
            """    const body = JSON.stringify(payload);
""",
            """    let body;
    try { body = JSON.stringify(payload); } catch (err) { return; }
""",
        ),
    ),
)
