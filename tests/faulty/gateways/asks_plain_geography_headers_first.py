"""See the vice."""

from dataclasses import replace

from reference.javascript import either
from reference.payload import Beacon
from reference.visitor import Place, read_place
from reference.wire import Head
from tests.faulty.fault import Fault


def read_plain_headers_first(head: Head, beacon: Beacon) -> Place:
    place = read_place(head, beacon)
    return replace(
        place,
        city=either(beacon.extra("city"), head.get("x-city"), place.city),
        district=either(beacon.extra("district"), head.get("x-district"), place.district),
        timezone=either(head.get("x-timezone"), place.timezone),
    )


FAULT = Fault(
    name="asks-plain-geography-headers-first",
    vice="x-city, x-district and x-timezone are asked before the edge's own headers.",
    killed_by=("GWY-841", "GWY-842", "GWY-844"),
    replacements={"reference.visitor.read_place": read_plain_headers_first},
)
