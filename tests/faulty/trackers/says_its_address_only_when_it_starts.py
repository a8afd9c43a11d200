"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="says-its-address-only-when-it-starts",
    vice="The API URL is logged only by a tracker that starts.",
    killed_by=("TRK-901",),
    tracker=(
        (
            """  console.log('[OPSMANTIK] API URL:', CONFIG.apiUrl);
""",
            "",
        ),
        (
            "  console.log('[OPSMANTIK] ✅",
            """  console.log('[OPSMANTIK] API URL:', CONFIG.apiUrl);
  console.log('[OPSMANTIK] ✅""",
        ),
    ),
)
