"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tries-again-after-a-minute",
    vice="A fallback that failed is tried again within its page.",
    killed_by=("TRK-314",),
    tracker=(
        (
            """    fetch(CONFIG.apiUrl, {
      method: 'POST',""",
            """    const attempt = () => fetch(CONFIG.apiUrl, {
      method: 'POST',""",
        ),
        (
            """      keepalive: true,
    })
""",
            """      keepalive: true,
    });
    attempt()
""",
        ),
        (
            """        } else {
          queueEvent(payload);""",
            """        } else {
          setTimeout(attempt, 60000);
          queueEvent(payload);""",
        ),
    ),
)
