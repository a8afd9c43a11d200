"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="drains-for-nobody",
    vice="The queue is drained although the tag names no site.",
    killed_by=("TRK-007",),
    tracker=(
        (
            """    console.warn('[OPSMANTIK] ❌ Site ID not found');
    return;
""",
            """    console.warn('[OPSMANTIK] ❌ Site ID not found');
""",
        ),
        (
            "console.log('[OPSMANTIK] ✅ Tracker initializing for site:', siteId);",
            "if (siteId) console.log('[OPSMANTIK] ✅ Tracker initializing for site:', siteId);",
        ),
        (
            "  window.opmantik = {",
            """  drainQueue();
  if (!siteId) return;
  window.opmantik = {""",
        ),
        (
            """  drainQueue();
  if (document""",
            "  if (document",
        ),
    ),
)
