"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="calls-a-view-a-page-view",
    vice="The page view's action is page_view.",
    killed_by=("TRK-601",),
    tracker=(("'interaction', 'view'", "'interaction', 'page_view'"),),
)
