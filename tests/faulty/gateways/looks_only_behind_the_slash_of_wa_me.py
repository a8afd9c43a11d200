"""See the vice."""

from reference.intents import _number_in_path
from reference.payload import PageUrl
from tests.faulty.fault import Fault


def first_segment(url: PageUrl) -> str:
    return url.path.split("/")[1] if url.host == "wa.me" else ""


def digits_elsewhere(url: PageUrl) -> str:
    return "" if url.host == "wa.me" else _number_in_path(url)


FAULT = Fault(
    name="looks-only-behind-the-slash-of-wa-me",
    vice="On wa.me only what stands directly behind the first slash is a number.",
    killed_by=("GWY-913",),
    replacements={
        "reference.intents._number_of_wa_me": first_segment,
        "reference.intents._number_in_path": digits_elsewhere,
    },
)
