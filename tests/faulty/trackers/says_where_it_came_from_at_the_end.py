"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="says-where-it-came-from-at-the-end",
    vice="A session end names the page before instead of the one that is left.",
    killed_by=("TRK-620",),
    tracker=(("exit_page: window.location.href", "exit_page: document.referrer"),),
)
