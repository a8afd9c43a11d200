"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="counts-pushed-addresses",
    vice="history.pushState is a page view.",
    killed_by=("TRK-623",),
    tracker=(
        (
            """    trackForms();
    trackScroll();
""",
            """    trackForms();
    trackScroll();
    const push = history.pushState;
    history.pushState = (...given) => {
      push.apply(history, given);
      sendEvent('interaction', 'view', document.title);
    };
""",
        ),
    ),
)
