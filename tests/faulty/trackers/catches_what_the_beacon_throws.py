"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="catches-what-the-beacon-throws",
    vice="A sendBeacon that throws counts as one that says false.",
    killed_by=("TRK-315", "TRK-512"),
    tracker=(
        (
            """    return navigator.sendBeacon
      && navigator.sendBeacon(CONFIG.apiUrl, new Blob([body], { type: 'application/json' }));""",
            """    try {
      return navigator.sendBeacon(CONFIG.apiUrl, new Blob([body], { type: 'application/json' }));
    } catch (err) {
      return false;
    }""",
        ),
    ),
)
