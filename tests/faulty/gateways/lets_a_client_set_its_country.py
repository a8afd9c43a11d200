"""See the vice."""

from dataclasses import replace

from reference.javascript import either
from reference.payload import Beacon
from reference.visitor import Place, read_place
from reference.wire import Head
from tests.faulty.fault import Fault


def read_the_client_s_country(head: Head, beacon: Beacon) -> Place:
    place = read_place(head, beacon)
    return replace(place, country=either(beacon.extra("country"), place.country))


FAULT = Fault(
    name="lets-a-client-set-its-country",
    vice="meta.country is asked like meta.city.",
    killed_by=("GWY-843",),
    replacements={"reference.visitor.read_place": read_the_client_s_country},
)
