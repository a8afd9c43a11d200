"""See the vice."""

from reference.intents import _number_in_path, _number_in_query
from tests.faulty.fault import Fault

FAULT = Fault(
    name="asks-a-whatsapp-path-before-its-query",
    vice="The number in the path wins over the one in the query.",
    killed_by=("GWY-913",),
    replacements={
        "reference.intents._number_in_query": _number_in_path,
        "reference.intents._number_in_path": _number_in_query,
    },
)
