"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="wraps-push-state",
    vice="It puts a function of its own in the place of history.pushState, to see addresses change.",
    killed_by=("TRK-810",),
    tracker=(
        (
            """    console.log('[OPSMANTIK] Auto-tracking initialized');
""",
            """    const push = history.pushState;
    history.pushState = function () {
      return push.apply(history, arguments);
    };
    console.log('[OPSMANTIK] Auto-tracking initialized');
""",
        ),
    ),
)
