"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="counts-a-return",
    vice="A page that comes back from the browser's cache is a page view.",
    killed_by=("TRK-623",),
    tracker=(
        (
            """    trackForms();
    trackScroll();
""",
            """    trackForms();
    trackScroll();
    window.addEventListener('pageshow', event => {
      if (event.persisted) sendEvent('interaction', 'view', document.title);
    });
""",
        ),
    ),
)
