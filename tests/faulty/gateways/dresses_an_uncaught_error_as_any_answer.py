"""See the vice."""

from reference.cors import answer_headers
from tests.faulty.fault import Fault

FAULT = Fault(
    name="dresses-an-uncaught-error-as-any-answer",
    vice="The top-level 500 has every header, and the reason `ok`.",
    killed_by=("GWY-965", "GWY-966"),
    replacements={"reference.gateway.error_headers": answer_headers},
)
