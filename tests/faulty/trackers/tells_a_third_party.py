"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-a-third-party",
    vice="Every event goes to a collector of statistics as well.",
    killed_by=("TRK-316",),
    tracker=(
        (
            """    const body = JSON.stringify(payload);
""",
            """    const body = JSON.stringify(payload);
    fetch('http://stats.localhost/collect', { method: 'POST', body, mode: 'no-cors' }).catch(() => {});
""",
        ),
    ),
)
