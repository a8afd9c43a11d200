"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="cuts-the-fragment",
    vice="The url is sent without its fragment.",
    killed_by=("TRK-204",),
    tracker=(("const url = window.location.href;", "const url = window.location.href.split('#')[0];"),),
)
