"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="fetches-what-it-cannot-drain",
    vice="What sendBeacon refuses in the drain is fetched.",
    killed_by=("TRK-511",),
    tracker=(
        (
            """          remaining.push(item);
""",
            """          remaining.push(item);
          fetch(CONFIG.apiUrl, { method: 'POST', body: JSON.stringify(item.payload), keepalive: true }).catch(() => {});
""",
        ),
    ),
)
