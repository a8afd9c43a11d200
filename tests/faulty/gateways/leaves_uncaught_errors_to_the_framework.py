"""See the vice."""

from reference.gateway import Gateway
from tests.faulty.fault import Fault

FAULT = Fault(
    name="leaves-uncaught-errors-to-the-framework",
    vice="No outermost catch: the framework's own page, without a header of ours.",
    killed_by=("GWY-964", "GWY-965"),
    replacements={"reference.gateway.Gateway.accept": Gateway._accept},
)
