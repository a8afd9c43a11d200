"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="keeps-the-click-id-for-ever",
    vice="The click id is kept in localStorage.",
    killed_by=("TRK-113",),
    tracker=(
        ("sessionStorage.setItem(CONFIG.contextKey, given)", "localStorage.setItem(CONFIG.contextKey, given)"),
        ("sessionStorage.getItem(CONFIG.contextKey)", "localStorage.getItem(CONFIG.contextKey)"),
    ),
)
