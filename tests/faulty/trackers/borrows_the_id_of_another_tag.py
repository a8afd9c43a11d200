"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="borrows-the-id-of-another-tag",
    vice="A tag without a site id is helped by another one that has it.",
    killed_by=("TRK-003", "TRK-007"),
    tracker=(
        (
            "const siteId = script && script.getAttribute('data-site-id');",
            """const siteId = (script && script.getAttribute('data-site-id'))
    || document.querySelector('[data-site-id]').getAttribute('data-site-id');""",
        ),
    ),
)
