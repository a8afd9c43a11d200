"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="knows-only-whatsapp-com",
    vice="A link to wa.me is no WhatsApp link.",
    killed_by=("TRK-604",),
    tracker=(("'a[href*=\"wa.me\"], a[href*=\"whatsapp.com\"]'", "'a[href*=\"whatsapp.com\"]'"),),
)
