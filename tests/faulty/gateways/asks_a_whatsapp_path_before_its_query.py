"""See the vice."""

from reference.intents import _number_in_path, _number_in_query, _number_of_wa_me
from reference.payload import PageUrl
from tests.faulty.fault import Fault


def number_in_path(url: PageUrl) -> str:
    return _number_of_wa_me(url) or _number_in_path(url)


FAULT = Fault(
    name="asks-a-whatsapp-path-before-its-query",
    vice="The number in the path wins over the one in the query.",
    killed_by=("GWY-913",),
    replacements={
        "reference.intents._number_in_query": number_in_path,
        "reference.intents._number_in_path": _number_in_query,
    },
)
