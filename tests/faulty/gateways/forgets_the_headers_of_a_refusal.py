"""See the vice."""

from dataclasses import replace

from reference import gateway
from reference.cors import OriginList, OriginVerdict
from reference.wire import Answer, Head
from tests.faulty.fault import Fault

_refuse_origin = gateway._refuse_origin


def refuse_without_headers(head: Head, verdict: OriginVerdict, listed: OriginList) -> Answer:
    """An early return, before the headers are set."""
    return replace(_refuse_origin(head, verdict, listed), headers={})


FAULT = Fault(
    name="forgets-the-headers-of-a-refusal",
    vice="A refused origin is answered before the headers of every answer are set.",
    killed_by=("GWY-111", "GWY-112", "GWY-114", "GWY-115", "GWY-116"),
    replacements={"reference.gateway._refuse_origin": refuse_without_headers},
)
