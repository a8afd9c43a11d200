"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-the-fingerprint-for-a-tab",
    vice="The fingerprint is kept in sessionStorage.",
    killed_by=("TRK-108",),
    tracker=(
        ("localStorage.getItem(CONFIG.fingerprintKey)", "sessionStorage.getItem(CONFIG.fingerprintKey)"),
        ("localStorage.setItem(CONFIG.fingerprintKey", "sessionStorage.setItem(CONFIG.fingerprintKey"),
    ),
)
