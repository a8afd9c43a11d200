"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="knows-only-wa-me",
    vice="A link to whatsapp.com is no WhatsApp link.",
    killed_by=("TRK-605",),
    tracker=(("'a[href*=\"wa.me\"], a[href*=\"whatsapp.com\"]'", "'a[href*=\"wa.me\"]'"),),
)
