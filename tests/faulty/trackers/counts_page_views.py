"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="counts-page-views",
    vice="It counts the page views of a visitor under a key of its own.",
    killed_by=("TRK-119",),
    tracker=(
        (
            """    sendEvent('interaction', 'view', document.title);
""",
            """    sendEvent('interaction', 'view', document.title);
    localStorage.setItem('opmantik_views', String(Number(localStorage.getItem('opmantik_views')) + 1));
""",
        ),
    ),
)
