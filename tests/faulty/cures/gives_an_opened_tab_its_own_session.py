"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="gives-an-opened-tab-its-own-session",
    vice="None: a tab that a page opened drops the session id that it was born with.",
    cures=("HAZ-338",),
    tracker=(
        (
            """  drainQueue();
  if (document""",
            """  // The first document of a tab with an opener: what its sessionStorage holds is the opener's.
  if (window.opener && window.history.length === 1) {
    sessionStorage.removeItem(CONFIG.sessionKey);
  }
  drainQueue();
  if (document""",
        ),
    ),
)
