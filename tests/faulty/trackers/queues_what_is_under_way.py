"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="queues-what-is-under-way",
    vice="An event is in the queue while its fetch is in flight.",
    killed_by=("TRK-313",),
    tracker=(
        (
            "    fetch(CONFIG.apiUrl, {",
            """    queueEvent(payload);
    const isOther = item => JSON.stringify(item.payload) !== body;
    fetch(CONFIG.apiUrl, {""",
        ),
        (
            """          track('fallback');
        } else {
          queueEvent(payload);
        }""",
            """          track('fallback');
          localStorage.setItem(QUEUE_KEY, JSON.stringify(readQueue().filter(isOther)));
        }""",
        ),
        (".catch(() => queueEvent(payload));", ".catch(() => {});"),
    ),
)
