"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="knows-whatsapp-by-its-scheme",
    vice="None: a link that opens the WhatsApp application by its own scheme is a conversion, too.",
    cures=("HAZ-343",),
    tracker=(
        (
            """'a[href*="wa.me"], a[href*="whatsapp.com"]'""",
            """'a[href*="wa.me"], a[href*="whatsapp.com"], a[href^="whatsapp:"]'""",
        ),
    ),
)
